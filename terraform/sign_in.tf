# Who signs in: accounts of Identity Platform, which is Firebase Authentication to the page. Other
# providers (Google, Microsoft, SAML) are added in the console: their secrets belong in no state.

locals {
  has_page = var.other_sign_in == null && length(var.web_origins) > 0
}

resource "google_identity_platform_config" "this" {
  count = var.other_sign_in == null ? 1 : 0

  autodelete_anonymous_users = true

  sign_in {
    allow_duplicate_emails = false

    anonymous {
      enabled = false
    }
    email {
      enabled           = true
      password_required = true
    }
  }

  client {
    permissions {
      disabled_user_signup   = !var.is_sign_up_open
      disabled_user_deletion = true
    }
  }

  # Only the pages that are named: a site of the project's name is anybody's until it is taken.
  authorized_domains = [for origin in var.web_origins : split(":", split("//", origin)[1])[0]]

  depends_on = [google_project_service.this]
}

# What the page names itself with: no secret, good for sign-in and for reading under the rules, and
# from our own pages only.
resource "google_apikeys_key" "web" {
  count = local.has_page ? 1 : 0

  name         = "buildtrace-web"
  display_name = "BuildTrace web client"

  restrictions {
    browser_key_restrictions {
      allowed_referrers = [for origin in var.web_origins : "${origin}/*"]
    }
    api_targets {
      service = "identitytoolkit.googleapis.com"
    }
    api_targets {
      service = "securetoken.googleapis.com"
    }
    api_targets {
      service = "firestore.googleapis.com"
    }
  }

  depends_on = [google_project_service.this]
}
