package dev.holdfast.bootstrap;

import dev.holdfast.application.port.out.LaneObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.stream.Stream;

/// Traces each command's way through its lane, if the request that sent it is traced: a span for
/// its wait, and one for the transaction, which many requests share. That is a part of the first
/// one's trace, and linked with the spans of all of them.
final class LaneTraces implements LaneObserver {
  private final LaneObserver measures;
  private final Tracer tracer;
  private final String ledger;

  /// @param measures hears of all commands, traced or not
  /// @param ledger an attribute of the spans
  LaneTraces(LaneObserver measures, Tracer tracer, String ledger) {
    this.measures = measures;
    this.tracer = tracer;
    this.ledger = ledger;
  }

  private record Traced(Passage measured, Span request, Span waiting) implements Passage {
    @Override
    public void left() {
      measured.left();
      waiting.end();
    }
  }

  private record TracedTransaction(Span span) implements Transaction {
    @Override
    public void failed(Throwable why) {
      span.recordException(why);
      span.setStatus(StatusCode.ERROR);
    }

    @Override
    public void close() {
      span.end();
    }
  }

  @Override
  public Passage begins() {
    Passage measured = measures.begins();
    Span request = Span.current();
    return request.isRecording()
        ? new Traced(
            measured,
            request,
            tracer.spanBuilder("lane wait").setAttribute("holdfast.ledger", ledger).startSpan())
        : measured;
  }

  @Override
  public Transaction carriesOut(Stream<Passage> passages) {
    List<Span> requests =
        passages
            .filter(Traced.class::isInstance)
            .map(passage -> ((Traced) passage).request())
            .toList();
    if (requests.isEmpty()) {
      return Transaction.UNOBSERVED;
    }
    SpanBuilder builder =
        tracer
            .spanBuilder("ledger transaction")
            .setParent(Context.root().with(requests.getFirst()))
            .setAttribute("holdfast.ledger", ledger);
    requests.forEach(request -> builder.addLink(request.getSpanContext()));
    Span span = builder.startSpan();
    requests.forEach(request -> request.addLink(span.getSpanContext()));
    return new TracedTransaction(span);
  }
}
