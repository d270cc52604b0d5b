package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.limit.Quotas;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HoldersTest {
  private static final ClientId SHOP = new ClientId(new UUID(7, 7));
  private static final ClientId OTHER = new ClientId(new UUID(8, 8));
  private static final List<byte[]> KEYS = List.of(new byte[32]);

  private LocalDate today = LocalDate.parse("2026-03-01");
  private final Holders holders = new Holders(KEYS, true, () -> today);

  private static Caller server(ClientId client) {
    return new Caller(
        client,
        new KeyId(new UUID(1, 1)),
        null,
        Set.of(Scope.HOLDS_WRITE),
        Quotas.NONE,
        null,
        null,
        null,
        "::");
  }

  private static Caller browser(@Nullable KeyId key, @Nullable String customer) {
    var page = new Caller.Browser(Set.of(), null, customer);
    return new Caller(SHOP, key, null, Set.of(), Quotas.NONE, page, null, null, "192.0.2.1");
  }

  private static Caller stranger(String network) {
    return Caller.anybody().withNetwork(network);
  }

  @Test
  void aCustomerIsOneOfOneClientWhateverTheDay() {
    Holder ada = holders.of(server(SHOP), "ada");
    assertThat(ada.client()).isEqualTo(SHOP);
    assertThat(ada.isCustomer()).isTrue();
    today = today.plusDays(1);
    assertThat(holders.of(server(SHOP), "ada")).isEqualTo(ada);
    assertThat(holders.of(browser(null, "ada"), "ada")).as("by a buyer token").isEqualTo(ada);
    assertThat(
            Stream.of(
                ada,
                holders.of(server(SHOP), "bob"),
                holders.of(server(OTHER), "ada"),
                holders.of(Caller.admin(), "ada")))
        .extracting(Holder::mark)
        .doesNotHaveDuplicates();
  }

  @Test
  void aBrowserThatNamesACustomerIsItsAddress() {
    Holder home = holders.of(stranger("192.0.2.1"), null);
    assertThat(home.isMarked()).isTrue();
    assertThat(home.isCustomer()).isFalse();
    assertThat(holders.of(stranger("192.0.2.1"), "ada")).isEqualTo(home);
    assertThat(
            Stream.of(
                home,
                holders.of(stranger("192.0.2.2"), null),
                holders.of(browser(new KeyId(new UUID(1, 2)), null), "ada"),
                holders.of(browser(new KeyId(new UUID(1, 3)), null), "ada")))
        .extracting(Holder::mark)
        .doesNotHaveDuplicates();
  }

  @Test
  void anAddressIsAnotherOneTheNextDayAndUnderAnotherKey() {
    Holder home = holders.of(stranger("192.0.2.1"), null);
    assertThat(rotated().of(stranger("192.0.2.1"), null)).isNotEqualTo(home);
    today = today.plusDays(1);
    assertThat(holders.of(stranger("192.0.2.1"), null)).isNotEqualTo(home);
  }

  /// The same node after the second round of a rotation of the server keys.
  private Holders rotated() {
    byte[] newer = new byte[32];
    newer[0] = 1;
    return new Holders(List.of(newer, KEYS.getFirst()), true, () -> today);
  }

  private static Caller mandated(UUID key) {
    var id = new KeyId(key);
    var mandate =
        new Mandate(
            new EventId(new UUID(1, 2)),
            2,
            100,
            Currency.getInstance("EUR"),
            Instant.parse("2100-01-01T00:00:00Z"));
    return new Caller(
        SHOP,
        id,
        null,
        Set.of(Scope.HOLDS_WRITE),
        Quotas.NONE,
        null,
        new Caller.Mandated(id, mandate),
        null,
        "::");
  }

  @Test
  void aMandateHasWhatItHasWhenServerKeysRotateAndACustomerBeginsAnew() {
    Caller agent = mandated(new UUID(1, 2));
    Holder holder = holders.of(agent, "ada");
    assertThat(holder.client()).isEqualTo(SHOP);
    assertThat(holder.isCustomer()).isTrue();
    assertThat(rotated().of(agent, "ada")).isEqualTo(holder);
    assertThat(rotated().mandated(agent)).isEqualTo(holders.mandated(agent));
    assertThat(holders.mandated(agent))
        .isNotNull()
        .satisfies(by -> assertThat(by.holder()).isEqualTo(holder));
    assertThat(rotated().of(server(SHOP), "ada")).isNotEqualTo(holders.of(server(SHOP), "ada"));
  }

  @Test
  void eachMandateHasItsOwn() {
    assertThat(IntStream.range(0, 1_000).mapToObj(_ -> mandated(UUID.randomUUID())))
        .extracting(agent -> holders.of(agent, null).mark())
        .doesNotHaveDuplicates();
    assertThat(holders.mandated(server(SHOP))).isNull();
  }

  @Test
  void serversWithoutACustomerCountForTheirClientAndNoAddressDoesIfSwitchedOff() {
    assertThat(holders.of(server(SHOP), null)).isEqualTo(new Holder(SHOP, 0));
    assertThat(holders.of(Caller.admin(), null)).isEqualTo(Holder.NOBODY);
    assertThat(holders.of(Caller.anybody(), null)).isEqualTo(Holder.NOBODY);
    var without = new Holders(KEYS, false, () -> today);
    assertThat(without.of(stranger("192.0.2.1"), null)).isEqualTo(Holder.NOBODY);
    assertThat(without.of(browser(null, null), null)).isEqualTo(new Holder(SHOP, 0));
  }
}
