"""Consent, tokens, limits and webhooks."""

from tieout.sandbox.behaviour import Behaviour

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "oauth",
        "A consent is for one company, and only the way back from it carries the realmId.",
        "documented",
        "develop/authentication-and-authorization/oauth-2.0",
    ),
    Behaviour("oauth", "The addresses come from the discovery document.", "documented", "openid_sandbox_configuration"),
    Behaviour(
        "oauth", "An access token lives an hour, a refresh token 101 days by its own word.", "observed", "intuit-oauth samples"
    ),
    Behaviour(
        "oauth",
        "The refresh token changes when one older than a day is used; the old value answers invalid_grant from then on.",
        "documented",
        "develop/authentication-and-authorization/oauth-2.0",
    ),
    Behaviour(
        "oauth", "With x-include-refresh-token-hard-expires-in the five-year end of the grant is told.", "observed", "intuit-oauth"
    ),
    Behaviour("oauth", "A code that comes twice ends the grant that it brought.", "observed", "intuit/oauth-jsclient #173"),
    Behaviour("oauth", "To revoke either token ends the whole grant.", "assumed", "no source"),
    Behaviour(
        "*",
        "An unknown or expired token answers 401 and code 3200, another company's realm 403 and code 3100.",
        "observed",
        "python-quickbooks",
    ),
    Behaviour(
        "*",
        "500 calls a minute for a company, ten a second for a company and app, and forty batches a minute: past one of them 429.",
        "documented",
        "learn/limits-and-throttles",
    ),
    Behaviour("*", "A company can be switched to answer 429 as XML, which has been seen.", "observed", "python-quickbooks"),
    Behaviour("*", "Every answer carries intuit_tid.", "documented", "learn/troubleshooting"),
    Behaviour(
        "webhooks",
        "The signature is the base64 of HMAC-SHA256 over the raw bytes, in intuit-signature.",
        "documented",
        "develop/webhooks",
    ),
    Behaviour(
        "webhooks",
        "A notice is an array of CloudEvents with a type such as qbo.invoice.created.v1, or in the classic shape one object with"
        " eventNotifications.",
        "documented",
        "develop/webhooks",
    ),
    Behaviour(
        "webhooks",
        "A void is told as `void`; a subscription can ask for `voided`, which other code expects.",
        "observed",
        "ballerina-platform/asyncapi-triggers #193",
    ),
    Behaviour(
        "webhooks",
        "An answer later than three seconds or a 5xx is tried again after 20, 30 and then every 50 minutes; after a day the address"
        " is disabled.",
        "observed",
        "develop/webhooks, in an older version",
    ),
    Behaviour("webhooks", "A 4xx other than 408 is not tried again.", "assumed", "develop/webhooks"),
    Behaviour("webhooks", "Tax codes, tax rates and attachments make no notices.", "documented", "develop/webhooks"),
    Behaviour("webhooks", "Balances that move because of another object make no notice.", "assumed", "no source"),
)
