"""What is kept: tables, blobs and transactions; the only room that speaks SQL, and it must never see readable content."""
