"""Consent, tokens, connections, limits and webhooks."""

from tieout.sandbox.behaviour import Behaviour

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "oauth",
        "The consent page lets a user choose several organisations, which one token then reaches.",
        "documented",
        "oauth2/auth-flow",
    ),
    Behaviour(
        "oauth",
        "An access token lives 30 minutes, a refresh token 60 days when it is not used.",
        "documented",
        "oauth2/token-types",
    ),
    Behaviour(
        "oauth",
        "Each refresh gives a new refresh token; the one before still works for 30 minutes, so that a lost answer does no harm.",
        "documented",
        "oauth2/token-types",
    ),
    Behaviour("oauth", "A code that comes twice ends the grant that it brought.", "assumed", "RFC 6749, 4.1.2"),
    Behaviour(
        "oauth", "Scopes of a new consent are added to those that the same user gave the app before.", "documented", "oauth2/scopes"
    ),
    Behaviour("oauth", "Without offline_access there is no refresh token.", "documented", "oauth2/scopes"),
    Behaviour("oauth", "To revoke a refresh token ends all connections of that user and app.", "documented", "oauth2/auth-flow"),
    Behaviour("oauth", "A read-only user cannot connect an app: access_denied.", "documented", "oauth2/auth-flow"),
    Behaviour(
        "connections",
        "A connection is removed by its own id, after which calls for its organisation answer 403.",
        "documented",
        "oauth2/tenants",
    ),
    Behaviour("connections", "`authEventId` tells which connections the last consent brought.", "documented", "oauth2/tenants"),
    Behaviour(
        "*",
        "Sixty calls a minute and 5,000 a day for one organisation, five at once, 10,000 a minute for the app: past one, 429"
        " with its name in X-Rate-Limit-Problem.",
        "documented",
        "oauth2/limits",
    ),
    Behaviour(
        "*",
        "Retry-After comes with the limits of a minute and a day, and not with the one for calls at once.",
        "documented",
        "oauth2/limits",
    ),
    Behaviour("*", "A refused call is not counted.", "assumed", "no source"),
    Behaviour(
        "*",
        "A write with an Idempotency-Key is answered once in six minutes, errors too; the same key with anything else is refused.",
        "documented",
        "requests-and-responses/idempotency",
    ),
    Behaviour(
        "*",
        "Without `Accept: application/json` the call is refused (406), where Xero itself would answer XML.",
        "assumed",
        "no source",
    ),
    Behaviour(
        "webhooks",
        "Before an address is told anything it must answer 200 to signed empty notices and 401 to those whose signature is one"
        " character off.",
        "documented",
        "webhooks/configuring-your-server",
    ),
    Behaviour(
        "webhooks",
        "The signature is the base64 of HMAC-SHA256 over the raw bytes; the key is taken as text, not decoded.",
        "documented",
        "webhooks/configuring-your-server",
    ),
    Behaviour(
        "webhooks",
        "An answer other than 200, one later than five seconds or one with a cookie counts as not heard: sent again at once, then"
        " every quarter of an hour, and given up after a day.",
        "observed",
        "webhooks/overview, webhooks/configuring-your-server",
    ),
    Behaviour("webhooks", "Events carry ids only; to archive, void or delete is an UPDATE.", "documented", "webhooks/overview"),
    Behaviour(
        "webhooks",
        "There are events of contacts, invoices and bills, credit notes, prepayments and overpayments; of nothing else.",
        "documented",
        "Xero-OpenAPI, xero-webhooks.yaml",
    ),
    Behaviour("webhooks", "A payment makes an UPDATE of its invoice.", "assumed", "no source"),
    Behaviour(
        "webhooks",
        "Sequence numbers count the events of a subscription without gaps, so that a gap is a loss.",
        "assumed",
        "no source",
    ),
)
