package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.Simulation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSimulationTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "1, 256", "2, 1", "2, 7", "2, 256"})
  void theSameCommandsHaveTheSameOutcomesAsInMemory(int nodes, int batchSize) {
    var simulation = new Simulation(TestRedis.empty(), nodes, Simulation.newSeed());

    assertThat(simulation.run(500 + 30 * batchSize, batchSize)).containsKey("Confirmed");
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 256})
  void manyCommandsHaveTheSameOutcomesAsInMemory(int batchSize) {
    var simulation = new Simulation(TestRedis.empty(), 2, Simulation.newSeed());

    assertThat(simulation.run(20_000 + 100 * batchSize, batchSize).keySet())
        .containsAll(Simulation.KINDS);
  }
}
