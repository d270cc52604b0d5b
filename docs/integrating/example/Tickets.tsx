import { useEffect, useRef } from 'react';
import type { Fees, Hold, HoldfastSeatPicker } from './holdfast-seat-picker';

interface Props {
  /** The event's id. */
  event: string;
  /** A publishable key or a buyer token. */
  token: string;
  fees: Fees;
  /** The visitor wants to pay. */
  onCheckout: (hold: Hold) => void;
}

export function Tickets({ event, token, fees, onCheckout }: Props) {
  const picker = useRef<HoldfastSeatPicker>(null);
  // Objects are set as properties, whether or not the script is loaded yet.
  useEffect(() => {
    picker.current!.fees = fees;
  }, [fees]);
  return (
    <holdfast-seat-picker
      ref={picker}
      event={event}
      token={token}
      confirm="shop"
      onholdfast-checkout={({ detail }) => onCheckout(detail.hold)}
    />
  );
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'holdfast-seat-picker': DetailedHTMLProps<
        HTMLAttributes<HoldfastSeatPicker>,
        HoldfastSeatPicker
      > & {
        event: string;
        token?: string;
        confirm?: 'auto' | 'shop';
        'onholdfast-checkout'?: (event: HTMLElementEventMap['holdfast-checkout']) => void;
      };
    }
  }
}
