// Where the shop's server places the holds, as Shop.java does.
const picker = document.querySelector('holdfast-seat-picker');

picker.placeHold = async (request, key) => {
  const response = await fetch(`/hold?event=${picker.event}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(request),
  });
  const answer = await response.json();
  if (!response.ok) {
    // The picker tells the visitor of a problem as of one of its own.
    throw answer;
  }
  return { id: answer.id, secret: answer.secret };
};
