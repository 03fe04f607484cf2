"""The cohort learning platform. `cohort.app.create_app` puts it together."""
