package dev.holdfast.bootstrap;

import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.Purge;
import dev.holdfast.application.port.in.Reservations;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatMaps;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.application.port.in.Sweep;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.LedgerRetention;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.application.service.EventService;
import dev.holdfast.application.service.HoldSecrets;
import dev.holdfast.application.service.PurgeService;
import dev.holdfast.application.service.ReservationService;
import dev.holdfast.application.service.Sales;
import dev.holdfast.application.service.SeatHoldService;
import dev.holdfast.application.service.SeatMapService;
import dev.holdfast.application.service.SweepService;
import dev.holdfast.application.view.SeatViewService;
import dev.holdfast.application.view.Views;
import dev.holdfast.postgres.PostgresChangeFeed;
import dev.holdfast.postgres.PostgresLedgerRetention;
import dev.holdfast.postgres.PostgresSeatLedger;
import dev.holdfast.rest.AdminKey;
import dev.holdfast.rest.Watching;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts the hexagon together: which service answers which port, over which adapters.
final class Wiring {
  @Produces
  @Singleton
  Settings settings(
      HoldfastConfig config,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections) {
    return Settings.of(config, host, connections);
  }

  @Produces
  @Singleton
  AdminKey adminKey(Settings settings) {
    return new AdminKey(settings.adminKey().orElse(null));
  }

  @Produces
  @Singleton
  Watching watching(HoldfastConfig config) {
    return new Watching(config.watchers().max(), config.watchers().heartbeat());
  }

  @Produces
  @Singleton
  HoldSecrets holdSecrets(Settings settings) {
    return new HoldSecrets(settings.secretKeys());
  }

  @Produces
  @Singleton
  Sales sales(EventStore events, SeatMapStore seatMaps) {
    return new Sales(events, seatMaps);
  }

  @Produces
  @Singleton
  SeatLedger seatLedger(DataSource dataSource, HoldfastConfig config) {
    return new PostgresSeatLedger(dataSource, config.lanes().patience());
  }

  @Produces
  @Singleton
  PostgresChangeFeed changeFeed(DataSource dataSource) {
    return new PostgresChangeFeed(dataSource);
  }

  @Produces
  @Singleton
  Views views(SeatLedger ledger, ChangeFeed feed) {
    return new Views(ledger, feed);
  }

  void close(@Disposes Views views) {
    views.close();
  }

  @Produces
  @Singleton
  Lanes lanes(SeatLedger ledger, Views views, HoldfastConfig config, Settings settings) {
    HoldfastConfig.LanesConfig lanes = config.lanes();
    return new Lanes(
        ledger,
        views,
        new Lanes.Plan(
            settings.lanes(), lanes.queue(), lanes.batch(), lanes.detours(), lanes.patience()));
  }

  void close(@Disposes Lanes lanes) {
    lanes.close();
  }

  @Produces
  @Singleton
  SeatMaps seatMaps(SeatMapStore store, Sales sales) {
    return new SeatMapService(store, sales);
  }

  @Produces
  @Singleton
  Events events(EventStore store, Sales sales, HoldfastConfig config) {
    return new EventService(store, sales, config.ledger());
  }

  @Produces
  @Singleton
  SeatViews seatViews(Sales sales, Views views, SeatLedger ledger) {
    return new SeatViewService(sales::sale, views, ledger);
  }

  @Produces
  @Singleton
  SeatHolds seatHolds(
      Sales sales,
      Views views,
      Lanes lanes,
      SeatLedger ledger,
      HoldRecords records,
      HoldSecrets secrets) {
    return new SeatHoldService(sales, views, lanes, ledger, records, secrets, new SecureRandom());
  }

  @Produces
  @Singleton
  Reservations reservations(Sales sales, Lanes lanes, HoldRecords records, HoldSecrets secrets) {
    return new ReservationService(sales, lanes, records, secrets);
  }

  @Produces
  @Singleton
  Sweep sweep(Sales sales, Lanes lanes, SeatLedger ledger, HoldfastConfig config) {
    return new SweepService(sales, lanes, ledger, config.sweep().batch());
  }

  @Produces
  @Singleton
  LedgerRetention ledgerRetention(DataSource dataSource) {
    return new PostgresLedgerRetention(dataSource);
  }

  @Produces
  @Singleton
  Purge purge(LedgerRetention retention, HoldfastConfig config) {
    return new PurgeService(retention, config.purge().keysAfter(), config.purge().holdsAfter());
  }
}
