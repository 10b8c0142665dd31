# What each function is told: every field of its settings classes (common/settings.py,
# functions/*/settings.py) as a variable BUILDTRACE_<FIELD>. A test holds names and values together.

locals {
  settings_of_all = {
    PROJECT_ID             = var.project_id
    BUCKET                 = google_storage_bucket.files.name
    FIRESTORE_READ_LIMIT_S = 60
    MAX_ATTEMPTS           = 4
    MAX_AGE_S              = 3600
  }

  # Without a model nothing else of it is said, and the rules write.
  language_model_settings = {
    for field, value in {
      LLM_MODEL                  = try(var.language_model.name, "")
      LLM_BASE_URL               = try(var.language_model.base_url, null)
      LLM_TIME_LIMIT_S           = try(var.language_model.time_limit_s, null)
      LLM_INPUT_USD_PER_MILLION  = try(var.language_model.input_usd_per_million, null)
      LLM_OUTPUT_USD_PER_MILLION = try(var.language_model.output_usd_per_million, null)
      LLM_TOKENS_PER_IMAGE       = try(var.language_model.tokens_per_image, null)
      LLM_SESSION_BUDGET_USD     = try(var.language_model.session_budget_usd, null)
      LLM_REQUESTS_PER_MINUTE    = try(var.language_model.requests_per_minute, null)
      LLM_TOKENS_PER_MINUTE      = try(var.language_model.tokens_per_minute, null)
      LLM_MAX_WAIT_S             = try(var.language_model.max_wait_for_turn_s, null)
    } : field => value if value != null
  }

  settings_of_bundles = {
    ocr = {
      VIEW_DPI      = 300
      THUMBNAIL_DPI = 50
    }
    diff = {
      OVERLAY_DPI = 300
    }
    summary = merge(local.language_model_settings, {
      LLM_PATIENCE_S = try(var.language_model.patience_s, 3600)
      LLM_PAUSE_S    = try(var.language_model.pause_when_turned_off_s, 20)
    })
    api = merge(local.language_model_settings, {
      AUTH_FIREBASE_PROJECT = var.other_sign_in == null ? var.project_id : ""
      AUTH_ISSUER           = try(var.other_sign_in.issuer, "")
      AUTH_AUDIENCE         = try(var.other_sign_in.audience, "")
      AUTH_JWKS_URL         = try(var.other_sign_in.jwks_url, "")
      SERVICE_ACCOUNT_EMAIL = "bt-api-api@${var.project_id}.iam.gserviceaccount.com"
      LINK_VALID_S          = 900
      PUBLIC_URL            = var.public_url
      CORS_ORIGINS          = jsonencode(var.web_origins)
      RATE_LIMIT            = "600 per minute"
      ADDRESS_RATE_LIMIT    = "6000 per minute"
      TRUSTED_PROXIES       = 1
      MAX_BODY_BYTES        = 1048576
      MAX_FORM_BYTES        = 33554432
      MAX_UPLOAD_BYTES      = 1073741824
      STREAM_LIMIT_S        = 240
      STREAM_POLL_S         = 1
      # Fewer than an instance takes requests at once: streams must leave places for the others.
      MAX_STREAMS          = 25
      MAX_STREAMS_PER_USER = 6
    })
    sweep = {
      SWEEP_OLDER_THAN_S = 1800
    }
  }

  environments = {
    for name, function in local.functions : name => merge(
      {
        for field, value in merge(local.settings_of_all, local.settings_of_bundles[function.bundle]) :
        "BUILDTRACE_${field}" => tostring(value)
      },
      {
        # gunicorn with a single thread lingers two seconds over each answer.
        THREADS = tostring(max(2, local.sizes[name].concurrency))
        WORKERS = "1"
        # One thread a worker (docs/adr/0010-one-thread-a-worker.md).
        OMP_NUM_THREADS        = "1"
        OPENCV_FOR_THREADS_NUM = "1"
      },
    )
  }

  # The key of the model for those that ask it, not for the one that buries dead letters.
  asks_language_model = var.language_model == null ? toset([]) : toset(["api-api", "summary-overlay", "summary-set-summary"])

  secret_variables = {
    for name in keys(local.functions) : name => merge(
      name == "api-api" ? { BUILDTRACE_LINK_SECRET = "buildtrace-link-secret" } : {},
      contains(local.asks_language_model, name) ? { BUILDTRACE_LLM_API_KEY = "buildtrace-llm-api-key" } : {},
    )
  }
}
