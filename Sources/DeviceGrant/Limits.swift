/// Every bound of the grant that is not a capacity of ``DeviceGrant`` itself.
public enum GrantLimits {
    /// The longest user code, in bytes. Codes in use have 8 to 12 characters; 32 still fit every
    /// screen. A longer one is refused: `tooLong(.userCode)`.
    public static let userCodeBytesMaximum = 32

    /// The longest `error` that is looked at, in bytes; the known codes have at most 23. A longer one
    /// counts as unknown.
    static let errorBytesMaximum = 32

    /// The longest `client_id`, in bytes. A longer one cannot be configured.
    public static let clientIDBytesMaximum = 256

    /// The longest client secret, in bytes. A longer one cannot be configured.
    public static let clientSecretBytesMaximum = 256

    /// The longest `scope` to ask for, in bytes. A longer one cannot be configured.
    public static let scopeBytesMaximum = 256

    /// The interval between two polls when the server states none, in seconds
    /// (RFC 8628 §3.2).
    public static let intervalSecondsDefault: UInt32 = 5

    /// The shortest interval, in seconds: a server that says 0 is still not polled in a spin.
    public static let intervalSecondsMinimum: UInt32 = 1

    /// The longest interval, in seconds. A larger one counts as this; the code has expired by then
    /// on every known server.
    public static let intervalSecondsMaximum: UInt32 = 3_600

    /// What each `slow_down` adds to the interval, in seconds, for good (RFC 8628 §3.5).
    public static let slowDownSeconds: UInt32 = 5

    /// The lifetime of the codes when the server states none that is usable, in seconds. The member
    /// is required (RFC 8628 §3.2), but its absence is no reason to fail the user.
    public static let lifetimeSecondsDefault: UInt32 = 600

    /// The longest lifetime, in seconds: one day, 1/25 of the clock's reach of 2^31 ms. A longer
    /// one counts as this.
    public static let lifetimeSecondsMaximum: UInt32 = 86_400

    /// The longest pause after failed polls, in seconds; the pause doubles up to here
    /// (RFC 8628 §3.5).
    public static let backoffSecondsMaximum: UInt32 = 300

    /// The smallest drift margin: the pause is longer than the interval by the interval shifted
    /// right by this, 3 %. It begins with the second `slow_down` in a row: the device waited as it
    /// was told, and was early all the same, so its clock may run fast.
    public static let marginShiftFirst: UInt32 = 5

    /// The largest drift margin, a shift of 2 or 25 %. Each further `slow_down` doubles the margin
    /// up to here; a clock that runs faster still is told to slow down until the code expires.
    public static let marginShiftLast: UInt32 = 2

    /// After a failure the pause grows by a random part of itself, up to the pause shifted right by
    /// this, 25 %, so that devices that lost their server together do not return in step.
    public static let jitterShift: UInt32 = 2

    /// How often in a row the device tries again when the TLS library's memory did not suffice. Once
    /// more, and the grant ends with `outOfMemory(.tls)`.
    public static let shortagesMaximum: UInt8 = 2

    /// The pause before the codes are asked for again, in milliseconds, when memory did not suffice:
    /// what else takes memory on the device may have ended by then. A poll is put off as after any
    /// other failure.
    public static let shortagePauseMilliseconds: UInt32 = 1_000

    /// How long before its end the access token is refreshed, in seconds; at most half of its life.
    public static let refreshLeadSeconds: UInt32 = 120

    /// The shortest pause between a refresh that succeeded and the next, in seconds, however short
    /// the new token's life is: each one wears the storage. The token may end before.
    public static let refreshPauseSecondsMinimum: UInt32 = 30

    /// How often a revocation is tried before the tokens are forgotten all the same.
    public static let revocationAttemptsMaximum: UInt8 = 3

    /// How long the device waits for a connection, its TLS handshake included, in milliseconds.
    /// Beyond: a failed exchange with `timedOut`.
    public static let connectMillisecondsMaximum: UInt32 = 20_000

    /// How long a request may take to leave, in milliseconds. Beyond: as above.
    public static let sendMillisecondsMaximum: UInt32 = 10_000

    /// How long the whole answer may take, in milliseconds, however slowly it drips. Some servers
    /// stall for half a minute. Beyond: as above.
    public static let receiveMillisecondsMaximum: UInt32 = 40_000

    /// How long one exchange may take in all, in milliseconds, whatever progress each part makes: no
    /// part's deadline moves once it has begun. A watchdog should wait for longer.
    public static let exchangeMillisecondsMaximum =
        connectMillisecondsMaximum + sendMillisecondsMaximum + receiveMillisecondsMaximum
}
