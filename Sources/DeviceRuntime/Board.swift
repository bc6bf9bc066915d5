import CredentialSlots

/// All that a board offers to the client.
public protocol Board: Transport, MonotonicClock, Waiting, Display, Console, Storage, GrantObserver,
    ~Copyable
{}
