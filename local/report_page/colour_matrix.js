// Thumbnails in other colours: a matrix for the filter that paints them.

/** Return the rows of a colour matrix that turns three colours into three others. */
export function recolouring(from, to) {
  const inverse = inverse3(from);
  const rows = [0, 1, 2].map((channel) => [0, 1, 2].map((input) =>
    [0, 1, 2].reduce((sum, colour) => sum + to[colour][channel] * inverse[input][colour], 0)));
  return [...rows.map((row) => [...row, 0, 0]), [0, 0, 0, 1, 0]];
}

/** Return the inverse of the matrix whose columns are three colours. */
function inverse3([a, b, c]) {
  const cross = (u, v) => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const rows = [cross(b, c), cross(c, a), cross(a, b)];
  const volume = a.reduce((sum, value, i) => sum + value * rows[0][i], 0);
  return [0, 1, 2].map((input) => [0, 1, 2].map((colour) => rows[colour][input] / volume));
}
