package dev.holdfast.application.lane;

import dev.holdfast.application.Examples;
import dev.holdfast.application.QuietFeed;
import dev.holdfast.application.ScriptedLedger;
import dev.holdfast.application.view.View;
import dev.holdfast.application.view.Views;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Submission;
import java.util.List;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/// Every interleaving of one who adds, one who takes, and those who give up comes to the same as
/// some order of what they did: above all, a command is taken or given up, and that once.
class EventQueueLinearizabilityTest {
  private static final View VIEW =
      new Views(new ScriptedLedger(_ -> List.of()), new QuietFeed(), Examples.READERS)
          .of(Examples.sale());

  /// A queue and three commands for it.
  public static final class Commands {
    private final EventQueue queue = new EventQueue(VIEW);
    private final List<Waiting> commands =
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> new Waiting(VIEW, new Submission(new Command.Expire(i), null), () -> {}))
            .toList();
    private int added;

    /// A lane adds what arrives.
    @Operation(nonParallelGroup = "lane")
    public void add() {
      if (added < commands.size()) {
        queue.add(commands.get(added++));
      }
    }

    @Operation(nonParallelGroup = "lane")
    public int size() {
      return queue.size();
    }

    @Operation(nonParallelGroup = "lane")
    public boolean isContended() {
      return queue.isContended();
    }

    @Operation
    public boolean giveUp(@Param(gen = IntGen.class, conf = "0:2") int command) {
      return commands.get(command).giveUp();
    }

    /// The thread of a contended event takes one after another.
    @Operation(nonParallelGroup = "contended")
    public int take() {
      return EventQueue.nextBatch(List.of(queue), 1).stream()
          .flatMap(taken -> taken.waiting().stream())
          .mapToInt(commands::indexOf)
          .findFirst()
          .orElse(-1);
    }

    @Operation(nonParallelGroup = "contended")
    public void startContention() {
      queue.startContention();
    }

    @Operation(nonParallelGroup = "contended")
    public boolean endContention() {
      return queue.endContention();
    }
  }

  @Test
  void aCommandLeavesItsQueueOnce() {
    new ModelCheckingOptions()
        .iterations(10)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsBefore(2)
        .actorsPerThread(3)
        .actorsAfter(1)
        .check(Commands.class);
  }
}
