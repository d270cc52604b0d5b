const count = (n: number, one: string, other: string) => `${n} ${n === 1 ? one : other}`;

/** Everything that the picker says, in English. The other languages have the same keys. */
export const en = {
  loading: 'Loading the seats…',
  loadFailedTitle: 'The seats could not be loaded',
  loadFailed: 'Check your connection and try again.',
  notFoundTitle: 'There is no such event',
  notFound: 'It may have been taken off sale.',
  tryAgain: 'Try again',

  room: 'Seats',
  map: 'Plan',
  list: 'List',
  view: 'How to choose seats',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show the whole room',
  panLeft: 'Move left',
  panRight: 'Move right',
  panUp: 'Move up',
  panDown: 'Move down',
  legend: 'Categories and prices',
  legendHint: 'Tick a category off to fade its seats.',
  left: (n: number) => `${n} left`,
  soldOut: 'sold out',
  from: (price: string) => `from ${price}`,
  free: 'Free of charge',

  offline: 'No connection. What you see may be out of date.',

  listHelp:
    'Arrow keys move, Enter opens or chooses, Escape goes back. Choosing seats here and on the plan is the same.',
  allSections: 'All sections',
  back: 'Back',
  section: (name: string) => (name === '' ? 'Seats' : name),
  row: (name: string) => (name === '' ? 'Row' : `Row ${name}`),
  seat: (name: string) => `Seat ${name}`,
  wheelchair: 'wheelchair place',
  entrance: (name: string) => `Entrance: ${name}`,
  available: 'available',
  held: 'held by somebody',
  reserved: 'sold',
  blocked: 'not for sale',
  chosen: 'chosen',
  seatsLeft: (n: number, of: number) => `${n} of ${count(of, 'seat', 'seats')} available`,
  placesLeft: (n: number) => `${count(n, 'place', 'places')} left`,
  more: (from: number, to: number, of: number) => `${from} to ${to} of ${of}`,
  fewer: (what: string) => `One fewer: ${what}`,
  oneMore: (what: string) => `One more: ${what}`,
  openArea: 'choose how many',
  place: 'Place',

  yourSeats: 'Your seats',
  nothingChosen: 'Nothing chosen yet',
  nothingChosenHint: 'Tap seats on the plan, or choose them from the list.',
  nothingChosenListHint: 'Choose from the list.',
  numbers: (numbers: string) => `No. ${numbers}`,
  seats: (n: number) => count(n, 'seat', 'seats'),
  ticketType: (seat: string) => `Ticket for ${seat}`,
  remove: (seat: string) => `Remove ${seat}`,
  total: 'Total',
  atMost: (n: number) => `At most ${count(n, 'seat', 'seats')} at a time.`,
  hold: (time: string) => `Hold for ${time}`,
  holdLimit: (time: string) => `Held seats are yours for ${time}. Nothing is bought yet.`,
  selectLimit: (time: string) =>
    `Each seat is held for you at once, for ${time} from the first one on.`,
  holding: 'Holding your seats…',
  opensAt: (when: string) => `Sales open on ${when}.`,
  salesOver: 'Sales are over.',
  salesClosed: 'Seats cannot be held at the moment.',

  heldTitle: 'Your seats are held',
  timeLeft: 'Time left',
  keep: 'Keep my seats',
  keepHint: (left: string) => `Your seats go back on sale in ${left}.`,
  lastMinutes: (left: string) =>
    `Your seats go back on sale in ${left}. The time cannot be extended any more.`,
  kept: (left: string) => `You have ${left} again.`,
  release: 'Give back',
  confirm: 'Confirm reservation',
  confirming: 'Confirming…',
  checkout: 'Continue to payment',
  update: 'Hold changes',
  discard: 'Undo changes',
  changed: 'You have changed your choice. What you hold stays as it was until you hold the change.',

  confirmedTitle: 'Reserved',
  confirmedHint: 'Keep your code. Your seats are under it:',
  confirmedByShop: 'Your order is complete.',
  code: 'Reservation code',
  again: 'Choose more seats',

  expiredTitle: 'Your time is up',
  expired: (seats: string) =>
    `The seats went back on sale: ${seats}. If they are still free, you can hold them again.`,
  released: 'Your seats are on sale again.',
  goneElsewhere: 'Your seats were given back in another tab.',
  dismiss: 'Close',

  conflictTitle: 'Somebody was faster',
  conflict: (seats: string) => `Not to be had any more: ${seats}.`,
  conflictKept: 'Your other seats are still chosen.',
  areaConflict: (area: string, left: number) =>
    `${area} has only ${count(left, 'place', 'places')} left`,
  suggestion: (seats: string) => `Nearest that fit: ${seats}.`,
  takeSuggestion: 'Choose these instead',
  noSuggestion: 'There is nothing left nearby in this category.',
  seatTaken: (seat: string) => `${seat} is not available.`,
  lost: (seats: string) =>
    `${seats} was just taken by somebody else and is no longer in your choice.`,

  noAnswerTitle: 'No answer',
  noAnswer: 'The service does not answer. Nothing is lost: try again, and it will be done once.',
  refusedTitle: 'That did not work',

  saysChosen: (seat: string, n: number, total: string) =>
    `${seat} chosen. ${count(n, 'seat', 'seats')}, ${total}.`,
  saysRemoved: (seat: string, n: number) => `${seat} removed. ${count(n, 'seat', 'seats')} chosen.`,
  saysHeld: (time: string) => `Your seats are held for ${time}.`,
  saysMinutes: (n: number) => `${count(n, 'minute', 'minutes')} left to finish.`,
  saysSeconds: (n: number) => `${n} seconds left to finish.`,
  saysBack: 'Connected again.',

  showDetails: 'Show details',
  hideDetails: 'Hide details',
};

export type Messages = typeof en;
