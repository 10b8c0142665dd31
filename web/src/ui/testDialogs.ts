/** jsdom has no modal dialogs: they are open or closed, and that is all. */
HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}
HTMLDialogElement.prototype.close = function () {
  this.open = false
}
