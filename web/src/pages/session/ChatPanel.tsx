import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Send, Square } from 'lucide-react'
import { useEffect, useRef, useState, type SyntheticEvent } from 'react'
import { Link } from 'react-router'
import { ask, conversationsQuery, messagesQuery, type ChatLine, type ChatMessage } from '../../data/chat'
import { messageOf } from '../../data/errors'
import { useKept } from '../../data/kept'
import type { Session } from '../../data/types'
import { Badge, Button, TextArea } from '../../ui'
import { sheetPath } from '../sheetPath'
import { linesOf, partsOf } from './citations'
import styles from './ChatPanel.module.css'

interface UnderWay {
  question: string
  lines: ChatLine[]
}

/** Questions about the comparison; the answers rest on its records alone and link to them. */
export function ChatPanel({ session }: { session: Session }) {
  const sessionId = session.session_id
  const chat = useChat(sessionId)
  const end = useRef<HTMLDivElement>(null)
  const said = chat.messages.length + (chat.underWay?.lines.length ?? 0)
  useEffect(() => {
    if (said > 0) end.current?.scrollIntoView({ block: 'nearest' })
  }, [said])
  return (
    <div className={styles.chat}>
      <div className={styles.messages} aria-live="polite" aria-busy={chat.underWay !== null}>
        {said === 0 && !chat.underWay && (
          <p className={styles.hint}>
            Ask what changed where: “What changed on A-101?”, “Which doors changed?”, “How many
            dimensions changed?” Answers come from this comparison alone, with links to the places.
          </p>
        )}
        {chat.messages.map((message) => (
          <Message key={message.number} message={message} sessionId={sessionId} />
        ))}
        {chat.underWay && (
          <>
            <p className={styles.question}>{chat.underWay.question}</p>
            <div className={styles.answer}>
              <Lines lines={chat.underWay.lines} sessionId={sessionId} />
              {chat.underWay.lines.length === 0 && <p className={styles.hint}>Looking …</p>}
            </div>
          </>
        )}
        {chat.error && (
          <p className={styles.failure} role="alert">
            {chat.error}
          </p>
        )}
        <div ref={end} />
      </div>
      <QuestionForm chat={chat} sessionId={sessionId} />
    </div>
  )
}

/** What is typed, and what was asked and is not answered yet; both outlast a sign-in that has run out. */
interface Question {
  typed: string
  asked: string
}

const NO_QUESTION: Question = { typed: '', asked: '' }

const questionOf = (typed: string, asked = ''): Question => (typed || asked ? { typed, asked } : NO_QUESTION)

function isQuestion(found: unknown): found is Question {
  const { typed, asked } = (found ?? {}) as Partial<Question>
  return typeof typed === 'string' && typeof asked === 'string'
}

function QuestionForm({ chat, sessionId }: { chat: ReturnType<typeof useChat>; sessionId: string }) {
  const [question, change] = useKept(`question.${sessionId}`, NO_QUESTION, isQuestion)
  const isAsking = chat.underWay !== null
  // What was not answered can be asked again as it was typed.
  const shown = question.typed || (isAsking ? '' : question.asked)
  const send = () => {
    if (shown.trim() === '' || isAsking) return
    change(() => ({ typed: '', asked: shown }))
    void chat.ask(shown).then((isAnswered) => {
      if (isAnswered) change(({ typed }) => questionOf(typed))
    })
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <form className={styles.asking} onSubmit={submit}>
      <TextArea
        label="Question about this comparison"
        hideLabel
        rows={2}
        maxLength={2000}
        placeholder="Ask about this comparison"
        value={shown}
        onChange={(event) => change(({ asked }) => questionOf(event.target.value, isAsking ? asked : ''))}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return
          event.preventDefault()
          send()
        }}
      />
      <div className={styles.actions}>
        {chat.messages.length > 0 && !isAsking && (
          <Button size="s" kind="quiet" icon={Plus} onClick={chat.startAnew}>
            New conversation
          </Button>
        )}
        {isAsking ? (
          <Button size="s" icon={Square} onClick={chat.stop}>
            Stop
          </Button>
        ) : (
          <Button size="s" kind="primary" icon={Send} type="submit" disabled={shown.trim() === ''}>
            Ask
          </Button>
        )}
      </div>
    </form>
  )
}

function Message({ message, sessionId }: { message: ChatMessage; sessionId: string }) {
  if (message.role === 'user') return <p className={styles.question}>{message.text}</p>
  return (
    <div className={styles.answer}>
      {message.mode === 'search' && <Badge>Search, not written by a language model</Badge>}
      <Lines lines={linesOf(message.text, message.citations)} sessionId={sessionId} />
      {message.note && <p className={styles.hint}>{message.note}</p>}
      {message.dropped_count > 0 && (
        <p className={styles.hint}>
          {message.dropped_count} statements were left out: the records do not bear them.
        </p>
      )}
    </div>
  )
}

/** Lines of an answer; what they rest on are links. Text of a drawing is text, whatever it holds. */
function Lines({ lines, sessionId }: { lines: ChatLine[]; sessionId: string }) {
  return lines.map((line, index) => (
    <p key={index}>
      {partsOf(line.text, line.citations).map((part, place) =>
        part.citation ? (
          <Link
            key={place}
            className={styles.citation}
            to={sheetPath(sessionId, part.citation.comparison_id, part.citation.change_id)}
          >
            {part.text}
          </Link>
        ) : (
          <span key={place}>{part.text}</span>
        ),
      )}
    </p>
  ))
}

const NEW = ''

/** The latest conversation, and the question that is being answered. */
function useChat(sessionId: string) {
  const client = useQueryClient()
  const { data: conversations } = useQuery(conversationsQuery(sessionId))
  const [chosen, setChosen] = useState<string | null>(null)
  const conversationId =
    chosen === NEW ? null : (chosen ?? conversations?.[0]?.conversation_id ?? null)
  const { data: kept } = useQuery({
    ...messagesQuery(sessionId, conversationId ?? ''),
    enabled: conversationId !== null,
  })
  const [underWay, setUnderWay] = useState<UnderWay | null>(null)
  const [error, setError] = useState<string | null>(null)
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])

  const run = async (question: string): Promise<boolean> => {
    const control = new AbortController()
    stopping.current = control
    setError(null)
    setUnderWay({ question, lines: [] })
    const onLine = (line: ChatLine) =>
      setUnderWay((now) => now && { ...now, lines: [...now.lines, line] })
    try {
      const end = await ask(sessionId, question, conversationId, onLine, control.signal)
      setChosen(end.conversation_id)
      await client.invalidateQueries(messagesQuery(sessionId, end.conversation_id))
      return true
    } catch (failure) {
      if (!control.signal.aborted) setError(messageOf(failure))
      return false
    } finally {
      setUnderWay(null)
    }
  }
  return {
    messages: conversationId === null ? [] : (kept ?? []),
    underWay,
    error,
    ask: run,
    stop: () => stopping.current?.abort(),
    startAnew: () => {
      setChosen(NEW)
      setError(null)
    },
  }
}
