// A shop without any framework: it sets the event, listens to the picker, and takes the payment.
const picker = document.querySelector('holdfast-seat-picker');
const told = document.querySelector('output');
let money;

picker.addEventListener('holdfast-event', ({ detail: { event } }) => {
  money = (minor) => `${minor / 10 ** event.currencyDigits} ${event.currency}`;
  // This shop takes a fee of 2 for each ticket, whatever the category. The picker shows it in all prices.
  const fee = 2 * 10 ** event.currencyDigits;
  picker.fees = Object.fromEntries(Object.keys(event.prices).map((category) => [category, fee]));
});

picker.addEventListener('holdfast-selection', ({ detail: { seats, areas, total, fees } }) => {
  tell(`${seats.length + areas.length} chosen, ${money(total)} and ${money(fees)} in fees`);
});

picker.addEventListener('holdfast-held', ({ detail }) => tell(`held until ${detail.hold.expiresAt}`));

picker.addEventListener('holdfast-expired', () => tell('the time is up'));

picker.addEventListener('holdfast-checkout', async ({ detail }) => {
  // The server reads the hold with its key, authorises the payment, and confirms.
  const response = await fetch(`/pay?hold=${detail.hold.id}`, { method: 'POST' });
  const { code, total, detail: problem } = await response.json();
  tell(response.ok ? `sold: ${code}, ${money(total)} and fees` : problem);
  await picker.refresh();
});

// A shop knows its events. This one takes ?event=…, or the sample play, or the first event.
const wanted = new URLSearchParams(location.search).get('event');
picker.event = wanted ?? (await someEvent());

async function someEvent() {
  const response = await fetch('http://localhost:8080/api/v1/events');
  const { items } = await response.json();
  return (items.find(({ externalId }) => externalId === 'sample-theatre') ?? items[0]).id;
}

function tell(text) {
  told.textContent = text;
}
