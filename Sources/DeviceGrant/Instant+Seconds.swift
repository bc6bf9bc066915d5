import BoundedBytes

extension Instant {
    /// This instant, `seconds` later; at most ``GrantLimits/lifetimeSecondsMaximum``, far below the
    /// clock's wrap.
    func advanced(bySeconds seconds: UInt32) -> Instant {
        advanced(byMilliseconds: seconds &* 1_000)
    }
}
