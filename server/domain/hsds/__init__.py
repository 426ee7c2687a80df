"""The directory as others read it: Open Referral HSDS 3.1, out and in. `domain.md` section 5."""
