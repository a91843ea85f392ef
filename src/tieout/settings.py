"""What an installation is told by its environment: typed, read once, wrong values stop the start with a remedy."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(SystemExit):
    """A setting that cannot be used; the message names it and says what to do."""


class Settings(BaseSettings):
    """Every name is read as TIEOUT_<NAME>; any of them may be a file instead, called tieout_<name>, in the folder
    TIEOUT_SECRETS_DIR."""

    model_config = SettingsConfigDict(env_prefix="TIEOUT_", extra="ignore", frozen=True)

    home: Path = Field(default=Path(".tieout"), description="Folder of the SQLite file and of the key files.")
    database_url: str = Field(
        default="", description="postgresql://… for PostgreSQL; empty for the SQLite file in the home folder."
    )
    base_url: str = Field(default="http://localhost:9300", description="Address under which browsers reach the page.")
    secret_key: str = Field(default="", description="Signs session cookies; made in the home folder when empty.")
    vault_keys: str = Field(
        default="", description="Keys for secrets at rest, id:base64 with commas, newest first; made when empty."
    )
    worker_name: str = Field(default="serve", description="Unique, stable name of this process among all workers on one database.")
    worker_dead_seconds: float = Field(default=45.0, gt=0, description="A worker silent for so long is dead; others take its work.")
    limits_factor: int = Field(default=1, ge=1, description="Multiplies the providers' limits, for trials against the sandbox.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="WARNING", description="What is logged to the console.")
    provider_timeout_seconds: float = Field(default=60.0, gt=0, description="How long a provider may take to answer.")

    poll_minutes: float = Field(
        default=15.0, ge=0, description="How often each connected ledger is asked by itself for what changed; 0 for never."
    )
    sweep_hours: float = Field(
        default=24.0, ge=0, description="How often a ledger is read for deletions that it does not tell; 0 for never."
    )

    keep_runs_days: int = Field(
        default=365, ge=14, description="How many days runs and the values of events are kept; postings and the audit log stay."
    )

    trusted_proxies: int = Field(
        default=0, ge=0, description="How many proxies stand before Tieout and tell the client's address in X-Forwarded-For."
    )
    token_calls_per_minute: int = Field(default=600, ge=1, description="How many calls an API token may make in a minute.")

    outside_allow: str = Field(
        default="",
        description="Hosts and networks that steps may reach although they are not public, with commas: crm.internal, 10.1.0.0/16.",
    )

    smtp_host: str = Field(default="", description="Mail server; without one no mail is sent and links are shown to be copied.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(default="starttls", description="How the way to it is secured.")
    smtp_user: str = Field(default="", description="Name at the mail server, empty for none.")
    smtp_password: str = Field(default="", description="Password at the mail server.")
    mail_from: str = Field(default="Tieout <tieout@localhost>", description="Sender of our mail.")

    oidc_issuer: str = Field(default="", description="Issuer for single sign-on by OpenID Connect; empty for none.")
    oidc_client_id: str = Field(default="", description="Client id of Tieout at the issuer.")
    oidc_client_secret: str = Field(default="", description="Client secret of Tieout at the issuer.")
    oidc_name: str = Field(default="Single sign-on", description="What the button on the sign-in page says.")
    oidc_trust_email: bool = Field(
        default=False, description="Take the issuer's e-mail addresses as proved, also where it does not say email_verified."
    )

    xero_client_id: str = Field(default="", description="Client id of your Xero app.")
    xero_client_secret: str = Field(default="", description="Client secret of your Xero app.")
    xero_webhook_key: str = Field(default="", description="Signing key of your Xero app's webhooks; empty to take none.")
    xero_authorize_url: str = "https://login.xero.com/identity/connect/authorize"
    xero_token_url: str = "https://identity.xero.com/connect/token"
    xero_revoke_url: str = "https://identity.xero.com/connect/revocation"
    xero_connections_url: str = "https://api.xero.com/connections"
    xero_api_url: str = "https://api.xero.com/api.xro/2.0"
    xero_app_url: str = "https://go.xero.com"

    quickbooks_client_id: str = Field(default="", description="Client id of your Intuit app.")
    quickbooks_client_secret: str = Field(default="", description="Client secret of your Intuit app.")
    quickbooks_webhook_token: str = Field(
        default="", description="Verifier token of your Intuit app's webhooks; empty to take none."
    )
    quickbooks_discovery_url: str = "https://developer.intuit.com/.well-known/openid_configuration/"
    quickbooks_api_url: str = "https://quickbooks.api.intuit.com"
    quickbooks_app_url: str = "https://app.qbo.intuit.com/app"

    sage_client_id: str = Field(default="", description="Client id of your Sage app.")
    sage_client_secret: str = Field(default="", description="Client secret of your Sage app.")
    sage_authorize_url: str = "https://www.sageone.com/oauth2/auth/central?filter=apiv3.1"
    sage_token_url: str = "https://oauth.accounting.sage.com/token"
    sage_revoke_url: str = "https://oauth.accounting.sage.com/revoke"
    sage_api_url: str = "https://api.accounting.sage.com/v3.1"

    @property
    def is_sqlite(self) -> bool:
        return not self.database_url or self.database_url.startswith("sqlite")

    @property
    def sqlite_path(self) -> Path:
        return Path(self.database_url.removeprefix("sqlite:///")) if self.database_url else self.home / "tieout.sqlite3"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process; raises SettingsError."""
    folder = os.environ.get("TIEOUT_SECRETS_DIR")
    if folder and not Path(folder).is_dir():
        raise SettingsError(f"TIEOUT_SECRETS_DIR: there is no folder {folder}. Make it, or unset the variable, and start again.")
    try:
        return Settings(_secrets_dir=folder) if folder else Settings()
    except ValidationError as error:
        wrong = "; ".join(f"TIEOUT_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"The settings cannot be used. {wrong}. Correct these environment variables and start again.") from None
