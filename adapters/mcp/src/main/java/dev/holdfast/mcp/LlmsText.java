package dev.holdfast.mcp;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What an agent reads first.
final class LlmsText {
  /// How the tools go together.
  static final String INSTRUCTIONS =
      "Find an event with find_events, and look at its seats and prices with get_availability. Ask for"
          + " seats with propose_seats, and hold those that the buyer wants with hold_seats. A hold lasts"
          + " for some minutes, and its price does not change. Tell the buyer the total and when the hold"
          + " expires. Release a hold that nobody wants any more. Amounts are in minor units: divide by 10"
          + " to the power of currencyDigits.";

  private LlmsText() {}

  /// The text of `llms.txt`.
  static String text() {
    String tools =
        Arrays.stream(Tool.values())
            .map(
                tool ->
                    "- `%s`: %s%s"
                        .formatted(
                            tool.text(),
                            tool.description(),
                            tool.scope().map(" Requires the scope `%s`."::formatted).orElse("")))
            .collect(Collectors.joining("\n"));
    return """
        # Holdfast

        > Holdfast sells numbered seats and counted places of events and never sells one twice. A buyer holds \
        seats for some minutes while paying. Then the hold is confirmed and becomes a reservation, or it \
        expires and the seats are available again.

        Agents use the tools of the MCP server at `/mcp` (Streamable HTTP, without sessions). Each request \
        carries a key: `Authorization: Bearer hf_sk_…`. An agent can't make a key. The shop asks whoever \
        operates Holdfast for one, who can give it a mandate: one event, and the highest number of seats, \
        the highest total and the latest time. The service itself refuses what exceeds the mandate.

        %s

        ## Tools

        %s

        ## API

        - [API](/api/v1): the REST API. The operator can give you its description in OpenAPI.
        - [Problems](/problems): every reason for which a request or tool call can be refused. \
        The `type` of an error is the address of its page.
        """
        .formatted(INSTRUCTIONS, tools);
  }
}
