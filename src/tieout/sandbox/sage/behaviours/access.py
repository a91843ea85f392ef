"""Signing in, businesses, plans and limits."""

from tieout.sandbox.behaviour import Behaviour

_AUTH, _BEST, _ERR, _SPEC = "Authentication guide", "Best practices", "Frequently raised errors", "Swagger v3.1"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("oauth", "Without `country` the browser is asked for a country before the consent.", "documented", _AUTH),
    Behaviour("oauth", "The consent shows the businesses of the chosen country only.", "assumed", "an account has one country"),
    Behaviour("oauth", "A code begins with the country and a slash (`GB/…`), which arrives percent-encoded.", "documented", _AUTH),
    Behaviour("oauth", "A code is taken once and within 60 seconds.", "documented", _AUTH),
    Behaviour("oauth", "A code that comes a second time ends the grant that it brought.", "assumed", "RFC 6749 §4.1.2"),
    Behaviour("oauth", "The callback carries `country` beside code and state.", "documented", _AUTH),
    Behaviour("oauth", "PKCE is checked with S256 and plain when the request had a challenge.", "documented", _AUTH),
    Behaviour("oauth", "Access tokens look like JWTs and live 300 seconds.", "documented", _AUTH),
    Behaviour("oauth", "Every refresh brings a new refresh token.", "documented", _AUTH),
    Behaviour("oauth", "The old refresh token is refused at once, without any grace.", "assumed", _AUTH),
    Behaviour("oauth", "A refresh token lives 31 days.", "documented", _AUTH),
    Behaviour("oauth", "Revoking ends the refresh token and answers `success: ok`; access tokens run out.", "documented", _AUTH),
    Behaviour("oauth", "Scopes other than readonly and full_access come back as invalid_scope.", "documented", _AUTH),
    Behaviour("oauth", "A token of the scope readonly gets 403 for every write.", "assumed", _AUTH),
    Behaviour("oauth", "Errors of the token endpoint are 400 with error and error_description.", "documented", _AUTH),
    Behaviour(
        "oauth", "Any client id is taken; secrets and redirects are checked of registered clients.", "assumed", "sandbox only"
    ),
    Behaviour("*", "A token that is missing, unknown or expired gets 401 AuthorizationFailure.", "documented", _ERR),
    Behaviour("*", "When the consent has been withdrawn every call gets 403.", "documented", _ERR),
    Behaviour("*", "A business without an active subscription answers 401 AuthorizationFailure.", "documented", _ERR),
    Behaviour(
        "*", "What the plan or the country does not have gets 403; which has what is read from the tables.", "assumed", _SPEC
    ),
    Behaviour("*", "X-Business chooses the business and is echoed; without it the lead business is used.", "documented", _BEST),
    Behaviour("*", "A business or an object of somebody else is not found (404).", "documented", _ERR),
    Behaviour("*", "An app may make 1,296,000 calls a day and 150 at once, over all businesses.", "documented", _BEST),
    Behaviour(
        "*", "Past the day's limit 429 has a Retry-After; past the concurrent one it has none.", "assumed", "ledgerscope/SageOneApi"
    ),
    Behaviour("*", "Every answer has an x_request_id and the sandbox's own time as Date.", "observed", "ledgerscope/SageOneApi"),
    Behaviour("businesses", "The list calls its page size `$items_per_page` and sets it to 2147483647.", "observed", _BEST),
    Behaviour(
        "businesses", "`/businesses/lead` is the default business, which the user can change at any time.", "documented", _BEST
    ),
    Behaviour("businesses", "`/businesses` and `/user` do not echo X-Business.", "documented", _BEST),
    Behaviour("businesses", "Control's edit switches plan, active and lead of a business.", "assumed", "sandbox only"),
)
