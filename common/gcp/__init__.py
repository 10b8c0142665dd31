"""Google Cloud: documents in Firestore, blobs in Cloud Storage, events on Pub/Sub."""
