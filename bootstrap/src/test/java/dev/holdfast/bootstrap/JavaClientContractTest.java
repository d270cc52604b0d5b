package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.client.Availability;
import dev.holdfast.client.BlockRemoval;
import dev.holdfast.client.Blocks;
import dev.holdfast.client.BuyerToken;
import dev.holdfast.client.Cancellation;
import dev.holdfast.client.Changes;
import dev.holdfast.client.Client;
import dev.holdfast.client.Confirmation;
import dev.holdfast.client.Event;
import dev.holdfast.client.EventPatch;
import dev.holdfast.client.Feed;
import dev.holdfast.client.Figures;
import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldChange;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Key;
import dev.holdfast.client.Limits;
import dev.holdfast.client.Mandate;
import dev.holdfast.client.NewBlock;
import dev.holdfast.client.NewEvent;
import dev.holdfast.client.NewHold;
import dev.holdfast.client.NewKey;
import dev.holdfast.client.Problem;
import dev.holdfast.client.ProblemException;
import dev.holdfast.client.Reservation;
import dev.holdfast.client.SeatMap;
import dev.holdfast.client.ServiceInfo;
import dev.holdfast.client.WebhookEndpoint;
import dev.holdfast.testkit.api.Contract;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The client in Java has all that the contract has, by the same names.
class JavaClientContractTest {
  private static final Contract CONTRACT = Contract.read();

  private static final Map<String, Class<? extends Record>> SCHEMAS =
      Map.ofEntries(
          Map.entry("Api", ServiceInfo.class),
          Map.entry("AreaAvailability", Availability.Area.class),
          Map.entry("AreaNumbers", Reservation.AreaNumbers.class),
          Map.entry("AreaQuantity", NewHold.AreaQuantity.class),
          Map.entry("AreaShift", Changes.AreaShift.class),
          Map.entry("Availability", Availability.class),
          Map.entry("Block", Blocks.Block.class),
          Map.entry("BlockRemoval", BlockRemoval.class),
          Map.entry("Blocks", Blocks.class),
          Map.entry("BuyerToken", BuyerToken.class),
          Map.entry("Cancellation", Cancellation.class),
          Map.entry("Category", SeatMap.Category.class),
          Map.entry("Change", Changes.Change.class),
          Map.entry("Changes", Changes.class),
          Map.entry("Client", Client.class),
          Map.entry("Confirmation", Confirmation.class),
          Map.entry("Event", Event.class),
          Map.entry("EventPatch", EventPatch.class),
          Map.entry("ClientFigures", Figures.OfClient.class),
          Map.entry("Feed", Feed.class),
          Map.entry("Figures", Figures.class),
          Map.entry("Hold", Hold.class),
          Map.entry("HoldChange", HoldChange.class),
          Map.entry("HoldPolicy", Event.HoldPolicy.class),
          Map.entry("InputError", Problem.Defect.class),
          Map.entry("Key", Key.class),
          Map.entry("KeyLimits", Key.Requests.class),
          Map.entry("Limit", Limits.Limit.class),
          Map.entry("Limits", Limits.class),
          Map.entry("Mandate", Mandate.class),
          Map.entry("NewBlock", NewBlock.class),
          Map.entry("NewEvent", NewEvent.class),
          Map.entry("NewHold", NewHold.class),
          Map.entry("NewKey", NewKey.class),
          Map.entry("NewWebhookEndpoint", WebhookEndpoint.Settings.class),
          Map.entry("NotificationEnvelope", Feed.Notification.class),
          Map.entry("PastCancellation", Reservation.Cancelled.class),
          Map.entry("PlaceCount", Blocks.Places.class),
          Map.entry("PricedArea", Hold.Area.class),
          Map.entry("PricedSeat", Hold.Seat.class),
          Map.entry("Problem", Problem.About.class),
          Map.entry("Quote", Hold.Quote.class),
          Map.entry("Reservation", Reservation.class),
          Map.entry("SeatLabel", Hold.Label.class),
          Map.entry("SeatWish", NewHold.SeatWish.class),
          Map.entry("SeatMap", SeatMap.class),
          Map.entry("SeatMapSummary", SeatMap.Summary.class),
          Map.entry("TicketType", Event.TicketType.class),
          Map.entry("WebhookDelivery", WebhookEndpoint.Delivery.class),
          Map.entry("WebhookEndpoint", WebhookEndpoint.class),
          Map.entry("WebhookEndpointPatch", WebhookEndpoint.Settings.class),
          Map.entry("WebhookSecret", WebhookEndpoint.Secret.class));

  /// What only one of the two has, and why.
  private static final Map<String, Set<String>> DIFFERENCES =
      Map.of(
          // Programs read the lists.
          "Availability", Set.of("states"),
          "getAvailability", Set.of("encoding"),
          // It is that of the hold, so that the reservation can be passed on.
          "Reservation", Set.of("secret"));

  @Test
  void everyOperationHasAMethod() {
    Set<String> operations =
        CONTRACT.operations().stream()
            .map(Contract.Operation::id)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(operations).hasSizeGreaterThan(25);
    Set<String> methods =
        Stream.of(Holdfast.class.getMethods())
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(methods).containsAll(operations);
  }

  @Test
  void everyMethodSendsAllParametersOfItsQuery() throws Exception {
    Set<String> sent = ConcurrentHashMap.newKeySet();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Stream.of(String.valueOf(exchange.getRequestURI().getRawQuery()).split("&", -1))
                .forEach(parameter -> sent.add(parameter.replaceAll("=.*", "")));
            exchange.sendResponseHeaders(404, -1);
          }
        });
    server.start();
    try {
      Holdfast client =
          Holdfast.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort())).build();
      for (Contract.Operation operation : CONTRACT.operations()) {
        Set<String> parameters = parameters(operation);
        if (parameters.remove("cursor")) {
          // Methods of lists read page after page by themselves.
          parameters.remove("limit");
        }
        parameters.removeAll(DIFFERENCES.getOrDefault(operation.id(), Set.of()));
        if (!parameters.isEmpty()) {
          sent.clear();
          for (Method method : Holdfast.class.getMethods()) {
            if (method.getName().equals(operation.id())) {
              call(client, method);
            }
          }
          assertThat(sent).as("%s", operation).containsAll(parameters);
        }
      }
    } finally {
      server.stop(0);
    }
  }

  private static Set<String> parameters(Contract.Operation operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode one : operation.node().path("parameters")) {
      JsonNode parameter = CONTRACT.resolve(one);
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  /// Calls a method with all that it takes. It gets 404.
  private static void call(Holdfast client, Method method) throws ReflectiveOperationException {
    List<Object> arguments = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      arguments.add(something(type));
    }
    assertThatThrownBy(() -> method.invoke(client, arguments.toArray()))
        .hasCauseInstanceOf(ProblemException.class);
  }

  private static Object something(Class<?> type) throws ReflectiveOperationException {
    if (type == String.class) {
      return "x";
    } else if (type == boolean.class) {
      return true;
    } else if (type == long.class) {
      return 1L;
    } else if (type == Integer.class) {
      return 1;
    } else if (type == Instant.class) {
      return Instant.EPOCH;
    }
    List<Class<?>> types = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      types.add(component.getType());
      values.add(something(component.getType()));
    }
    return type.getConstructor(types.toArray(Class<?>[]::new)).newInstance(values.toArray());
  }

  @TestFactory
  Stream<DynamicTest> everySchemaHasTheComponentsOfItsRecord() {
    return SCHEMAS.entrySet().stream()
        .map(
            of ->
                DynamicTest.dynamicTest(
                    of.getKey(),
                    () -> {
                      Set<String> only = DIFFERENCES.getOrDefault(of.getKey(), Set.of());
                      Set<String> components = components(of.getValue());
                      Set<String> properties = properties(of.getKey());
                      components.removeAll(only);
                      properties.removeAll(only);
                      assertThat(components).isEqualTo(properties);
                    }));
  }

  private static Set<String> properties(String schema) {
    JsonNode properties = CONTRACT.at("/components/schemas/" + schema + "/properties");
    return properties.properties().stream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> components(Class<? extends Record> type) {
    Set<String> names = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      // The settings of a new event are among its other fields.
      if (component.getType() == EventPatch.class) {
        names.addAll(components(EventPatch.class));
      } else {
        names.add(component.getName());
      }
    }
    return names;
  }
}
