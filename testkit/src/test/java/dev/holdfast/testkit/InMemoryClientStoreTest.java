package dev.holdfast.testkit;

import dev.holdfast.application.port.out.ClientStore;
import java.time.InstantSource;

class InMemoryClientStoreTest extends ClientStoreContract {
  private final ClientStore store = new InMemoryClientStore(InstantSource.system());

  @Override
  protected ClientStore store() {
    return store;
  }
}
