package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 256})
  void twoInMemoryStoresAgreeAndEveryKindOfOutcomeIsMet(int batchSize) {
    long seed = Simulation.newSeed();

    Map<String, Integer> seen =
        new Simulation(new InMemoryStore(), 2, seed).run(20_000 + 50 * batchSize, batchSize);

    assertThat(seen.keySet()).as("seed %d", seed).containsAll(Simulation.KINDS);
  }
}
