"""The lists: hosts, merchants, agencies, rooms, broadcasts, and the licences, goods and agreements that are theirs."""
