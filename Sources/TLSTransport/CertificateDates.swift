import CMbedTLS

/// The time by which certificates are judged.
///
/// A device without a battery for its clock begins in the past. Then nobody can say whether a
/// certificate has begun, and it counts as begun; but it must not have ended before this code was
/// written, and everything else about it is checked as ever. So an attacker would need the key of a
/// certificate that ended since, from one of the pinned roots. RFC 8628 sets no rule for this.
public enum TransportClock: Equatable, Sendable {
    /// The system's wall clock; one that shows a time before ``TransportLimits/earliestSeconds`` counts
    /// as not set.
    case system
    /// Seconds since 1970 in UTC.
    case seconds(UInt32)
    /// The device does not know the time.
    case notSet

    /// The seconds since 1970; nil if the clock is not set.
    var reading: UInt32? {
        switch self {
        case .system:
            let seconds = tls_seconds()
            return seconds >= TransportLimits.earliestSeconds ? seconds : nil
        case .seconds(let seconds): return seconds
        case .notSet: return nil
        }
    }
}

/// Whether a certificate's time is wrong at the clock's reading; nil stands for a clock that is not set.
func isOutOfTime(_ certificate: UnsafePointer<mbedtls_x509_crt>, at reading: UInt32?) -> Bool {
    let end = unsafe seconds(certificate.pointee.valid_to)
    guard let reading else { return end < TransportLimits.earliestSeconds }
    // RFC 5280 §4.1.2.5: both ends are included.
    return unsafe reading > end || reading < seconds(certificate.pointee.valid_from)
}

/// Seconds since 1970 in UTC; what lies before counts as 0, what lies behind 2106 as the greatest value.
func seconds(_ time: mbedtls_x509_time) -> UInt32 {
    guard time.year >= 1970 else { return 0 }
    guard time.year < 2106 else { return .max }
    // Days from March on, so that the leap day ends the year (Gregorian calendar).
    let isEarly = time.mon <= 2
    let year = isEarly ? time.year - 1 : time.year
    let month = isEarly ? time.mon + 9 : time.mon - 3
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + time.day - 1
    // 719,468 days lie between March 1 of the year 0 and 1970.
    let sinceEpoch = UInt32(max(days - 719_468, 0))
    return sinceEpoch * 86_400 + UInt32(time.hour * 3_600 + time.min * 60 + time.sec)
}
