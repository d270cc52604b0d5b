package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
  @ParameterizedTest
  @EnumSource
  void anExampleHasOnlyMembersThatAreDescribed(Problem problem) throws JsonProcessingException {
    JsonNode example = new ObjectMapper().readTree(problem.example());
    Set<String> described = new HashSet<>(List.of("type", "title", "status", "detail"));
    problem.members().forEach(member -> described.add(member.name()));
    assertThat(described).containsAll(example::fieldNames);
    assertThat(example.path("type").asText()).isEqualTo("/problems/" + problem.slug());
    assertThat(example.path("status").asInt()).isEqualTo(problem.status());
    assertThat(example.path("detail").asText()).isNotBlank();
    assertThat(example.size() > 4).isEqualTo(!problem.members().isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void aPageIsFoundByItsName(Problem problem) {
    assertThat(Problem.named(problem.slug())).contains(problem);
    assertThat(ProblemPage.of(problem, "")).contains(problem.title()).doesNotContain("null");
    assertThat(ProblemPage.index("")).contains("href=\"" + problem.type() + "\"");
  }
}
