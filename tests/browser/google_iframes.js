// Stands in for https://apis.google.com/js/api.js, which is on no registry and needs the internet.
// Firebase's library and the frame of its emulator talk to one another through it: a message with a
// name goes to the handler that the other side has registered, and what that returns comes back.
;(() => {
  const handlers = new Map([['ping', Promise.withResolvers()]])
  handlers.get('ping').resolve(() => true)
  const waiting = new Map()
  let count = 0

  /** The handler of a name, as soon as there is one: what comes before waits for it. */
  const handler = (name) => {
    if (!handlers.has(name)) handlers.set(name, Promise.withResolvers())
    return handlers.get(name)
  }

  class Peer {
    constructor(windowOf) {
      this.windowOf = windowOf
    }
    restyle() {
      return Promise.resolve()
    }
    ping(callback) {
      return this.ask('ping').then(callback)
    }
    register(name, handle) {
      handler(name).resolve(handle)
    }
    send(name, data, callback) {
      // What a callback throws goes no further: Firebase's throws after its work is done.
      this.ask(name, data)
        .then((answer) => callback?.([answer]))
        .catch(() => undefined)
    }
    ask(name, data) {
      const id = (count += 1)
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        this.windowOf().postMessage({ google: 'asks', id, name, data }, '*')
      })
    }
  }

  addEventListener('message', async ({ data: said, source }) => {
    if (said?.google === 'asks') {
      const handle = await handler(said.name).promise
      const answer = await handle(said.data)
      source.postMessage({ google: 'answers', id: said.id, answer }, '*')
    }
    if (said?.google === 'answers') waiting.get(said.id)?.(said.answer)
  })

  const context = {
    getParentIframe: () => new Peer(() => parent),
    open({ where, url, attributes }, opened) {
      const frame = document.createElement('iframe')
      frame.src = url
      Object.assign(frame.style, attributes.style)
      frame.setAttribute('aria-hidden', 'true')
      frame.tabIndex = -1
      where.append(frame)
      const peer = new Peer(() => frame.contentWindow)
      return new Promise((resolve) => {
        frame.onload = () => resolve(opened(peer))
      })
    },
  }
  window.gapi = {
    load: (_name, { callback }) => callback(),
    iframes: { CROSS_ORIGIN_IFRAMES_FILTER: {}, getContext: () => context, Iframe: Peer },
  }
  const onload = new URL(document.currentScript.src).searchParams.get('onload')
  window[onload ?? 'gapi_onload']()
})()
