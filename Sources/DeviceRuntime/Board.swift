import CredentialSlots

/// All that a board offers to the client.
public protocol Board: Transport, MonotonicClock, WallClock, Waiting, Entropy, Display, Console,
    Storage, GrantObserver, ~Copyable
{}
