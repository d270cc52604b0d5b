package dev.holdfast.postgres;

import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.testkit.ClientStoreContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(DatabaseResource.class)
@SuppressWarnings("NullAway.Init")
class PostgresClientStoreTest extends ClientStoreContract {
  @Inject PostgresClientStore store;

  @Override
  protected ClientStore store() {
    return store;
  }
}
