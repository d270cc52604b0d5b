package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.Simulation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresSimulationTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void theSameCommandsHaveTheSameOutcomesAsInMemory(int batchSize) {
    var simulation = new Simulation(TestDatabase.empty(), Simulation.newSeed());

    assertThat(simulation.run(1_000 + 30 * batchSize, batchSize)).containsKey("Confirmed");
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 256})
  void manyCommandsHaveTheSameOutcomesAsInMemory(int batchSize) {
    var simulation = new Simulation(TestDatabase.empty(), Simulation.newSeed());

    assertThat(simulation.run(20_000 + 100 * batchSize, batchSize).keySet())
        .containsAll(Simulation.KINDS);
  }
}
