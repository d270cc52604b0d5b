package dev.holdfast.domain.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever bytes a ledger has, they are an entry, which written and read again is the same, or an
/// {@link IllegalArgumentException} says that they are none.
class EntryCodecFuzzTest {
  static Stream<byte[]> entries() {
    return EntryCodecTest.entries().stream().map(EntryCodec::encode);
  }

  @MethodSource("entries")
  @FuzzTest(maxDuration = "5s")
  void bytesAreAnEntryOrNone(byte[] bytes) {
    LedgerEntry entry;
    try {
      entry = EntryCodec.decode(bytes);
    } catch (IllegalArgumentException _) {
      return;
    }
    if (entry.change().isKnown()) {
      assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
    }
  }
}
