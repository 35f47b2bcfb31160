"""Go-live clearance: a combination judged, brand chains, what a lapse touches, signing a host, ticking conditions."""
