package dev.holdfast.bootstrap;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The table of who may import what, and the same for the packages of one adapter. Each rule has
/// looked at enough classes, and finds a violation that is planted for it.
class ArchitectureTest {
  private static final String ROOT = "dev.holdfast.";
  private static final String IN_PORTS = ROOT + "application.port.in";
  private static final String OUT_PORTS = ROOT + "application.port.out";
  private static final String CONCURRENT = ROOT + "application.concurrent";
  private static final String DOMAIN = ROOT + "domain..";
  private static final String REDIS = "redis";
  private static final String REDIS_STORE = "redis.store";

  /// One line of the table.
  ///
  /// @param code the package below the root
  /// @param atLeast how many classes it has at the least
  /// @param mayImport of what is Holdfast's own, besides itself; and for the core, of all
  private record Line(String code, int atLeast, List<String> mayImport) {
    ArchRule rule() {
      return isCore()
          ? classes()
              .should()
              .onlyDependOnClassesThat()
              .resideInAnyPackage(allowed("java..", "org.jspecify.annotations"))
          : classes()
              .should()
              .onlyDependOnClassesThat(
                  resideOutsideOfPackage(ROOT + ".").or(resideInAnyPackage(allowed())));
    }

    private boolean isCore() {
      return code.equals("domain") || code.equals("application");
    }

    private String[] allowed(String... more) {
      return Stream.of(Stream.of(ROOT + code + ".."), mayImport.stream(), Stream.of(more))
          .flatMap(packages -> packages)
          .toArray(String[]::new);
    }
  }

  private static final List<Line> TABLE =
      List.of(
          new Line("domain", 50, List.of()),
          new Line("application", 20, List.of(DOMAIN, "javax.crypto..")),
          new Line("rest", 40, List.of(IN_PORTS, DOMAIN)),
          new Line("mcp", 10, List.of(IN_PORTS, DOMAIN)),
          new Line("scheduler", 3, List.of(IN_PORTS, DOMAIN)),
          new Line("webhooks", 2, List.of(OUT_PORTS, DOMAIN)),
          new Line("oidc", 2, List.of(OUT_PORTS, DOMAIN)),
          new Line("seatpicker", 3, List.of(IN_PORTS, DOMAIN)),
          new Line("postgres", 20, List.of(OUT_PORTS, CONCURRENT, DOMAIN)),
          new Line(REDIS, 40, List.of(OUT_PORTS, CONCURRENT, DOMAIN)));

  /// One package of an adapter that has several.
  ///
  /// @param code the package below the root, without those below it
  /// @param atLeast how many classes it has at the least
  /// @param mayImport of the adapter's packages, besides itself
  private record Part(String code, int atLeast, List<String> mayImport) {
    ArchRule rule() {
      String[] allowed =
          Stream.concat(Stream.of(code, code + ".planted"), mayImport.stream())
              .map(part -> ROOT + part)
              .toArray(String[]::new);
      return classes()
          .that()
          .resideInAnyPackage(ROOT + code, ROOT + code + ".planted")
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage(ROOT + REDIS + "..").or(resideInAnyPackage(allowed)));
    }
  }

  private static final List<Part> PARTS_OF_REDIS =
      List.of(
          new Part(REDIS, 2, List.of()),
          new Part(REDIS_STORE, 8, List.of(REDIS)),
          new Part("redis.shared", 5, List.of(REDIS)),
          new Part("redis.ledger", 8, List.of(REDIS, REDIS_STORE)));

  private static JavaClasses productionCode(String code) {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(ROOT + code);
  }

  private static JavaClasses planted(String code) {
    return new ClassFileImporter().importPackages(ROOT + code + ".planted");
  }

  @TestFactory
  Stream<DynamicTest> whoMayImportWhat() {
    return TABLE.stream()
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.code(),
                    () -> {
                      JavaClasses code = productionCode(line.code());
                      assertThat(code).hasSizeGreaterThanOrEqualTo(line.atLeast());
                      line.rule().check(code);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyRuleFindsWhatIsPlantedForIt() {
    return TABLE.stream()
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.code(),
                    () ->
                        assertThatThrownBy(() -> line.rule().check(planted(line.code())))
                            .isInstanceOf(AssertionError.class)
                            .hasMessageContaining("Knows")));
  }

  @TestFactory
  Stream<DynamicTest> whichPartOfRedisMayImportWhich() {
    JavaClasses code = productionCode(REDIS);
    return PARTS_OF_REDIS.stream()
        .map(
            part ->
                DynamicTest.dynamicTest(
                    part.code(),
                    () -> {
                      assertThat(code)
                          .filteredOn(type -> type.getPackageName().equals(ROOT + part.code()))
                          .hasSizeGreaterThanOrEqualTo(part.atLeast());
                      part.rule().check(code);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyRuleOfAPartFindsWhatIsPlantedForIt() {
    return PARTS_OF_REDIS.stream()
        .map(
            part ->
                DynamicTest.dynamicTest(
                    part.code(),
                    () ->
                        assertThatThrownBy(() -> part.rule().check(planted(part.code())))
                            .isInstanceOf(AssertionError.class)
                            .hasMessageContaining("KnowsAnotherPart")));
  }

  @Test
  void everyPackageOfRedisHasARule() {
    assertThat(productionCode(REDIS))
        .extracting(JavaClass::getPackageName)
        .allMatch(
            name -> PARTS_OF_REDIS.stream().anyMatch(part -> name.equals(ROOT + part.code())));
  }

  /// An update of all of an entity's columns would set an old version back.
  private static final ArchRule HEAD_IS_NO_ENTITY =
      classes()
          .that()
          .areAnnotatedWith(Entity.class)
          .should(
              new ArchCondition<>("name a table other than event_head") {
                @Override
                public void check(JavaClass entity, ConditionEvents events) {
                  String table =
                      entity.isAnnotatedWith(Table.class)
                          ? entity.getAnnotationOfType(Table.class).name()
                          : "";
                  boolean other =
                      !table.isEmpty() && !table.toLowerCase(Locale.ROOT).contains("event_head");
                  events.add(
                      new SimpleConditionEvent(entity, other, entity.getName() + ": " + table));
                }
              });

  @Test
  void theEventsHeadIsNotMapped() {
    JavaClasses code = productionCode("postgres");
    assertThat(code.stream().filter(type -> type.isAnnotatedWith(Entity.class)))
        .hasSizeGreaterThanOrEqualTo(4);
    HEAD_IS_NO_ENTITY.check(code);
    assertThatThrownBy(() -> HEAD_IS_NO_ENTITY.check(planted("postgres")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("MapsTheHead");
  }
}
