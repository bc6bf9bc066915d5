import CMbedTLS
import DeviceGrant
import Foundation
import Testing

@testable import TLSTransport

/// By what time certificates are judged, and what happens without one. Requirement X49.
@Suite struct ClockTests {
    private let certificates: Certificates
    private let roots: [UInt8]

    init() throws {
        certificates = try Certificates.shared.get()
        roots = try certificates.root.certificate
    }

    private func failure(_ credential: Credential, _ clock: TransportClock) throws
        -> TransportFailure?
    {
        let server = try ServerProcess(credential)
        return try withTransport(roots: roots) { transport in
            transport.clock = clock
            return try transportFailure { try transport.open("localhost", server.port) }
        }
    }

    @Test("X49 A certificate that has ended is refused, with a clock and without")
    func expired() throws {
        #expect(try failure(certificates.expired, .system) == .certificateExpired)
        #expect(try failure(certificates.expired, .notSet) == .certificateExpired)
    }

    @Test("X49 Without a clock a certificate counts as begun; with one it must have begun")
    func notBegun() throws {
        #expect(try failure(certificates.future, .system) == .certificateExpired)
        #expect(try failure(certificates.future, .notSet) == nil)
    }

    @Test("X49 The device's clock counts, not the process's")
    func ownClock() throws {
        // 2020-06-01: the certificate was valid then, but the authority had not begun.
        #expect(try failure(certificates.expired, .seconds(1_590_969_600)) == .certificateExpired)
        // 2105-01-01: the certificate has ended.
        #expect(try failure(certificates.good, .seconds(4_260_211_200)) == .certificateExpired)
    }

    @Test("X49 Mistrust does not hide behind a clock that is not set")
    func untrusted() throws {
        #expect(try failure(certificates.untrusted, .notSet) == .certificateNotTrusted)
        #expect(try failure(certificates.otherName, .notSet) == .certificateNameMismatch)
    }

    @Test("Dates are counted as Foundation counts them")
    func dates() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for day in stride(from: 0, to: 49_673, by: 1) {
            let moment = Double(day) * 86_400 + Double(day * 7_919 % 86_400)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: moment))
            let time = mbedtls_x509_time(
                year: Int32(parts.year ?? 0), mon: Int32(parts.month ?? 0),
                day: Int32(parts.day ?? 0), hour: Int32(parts.hour ?? 0),
                min: Int32(parts.minute ?? 0), sec: Int32(parts.second ?? 0))
            #expect(seconds(time) == UInt32(moment))
        }
        #expect(
            seconds(mbedtls_x509_time(year: 1969, mon: 12, day: 31, hour: 23, min: 59, sec: 59))
                == 0)
        #expect(
            seconds(mbedtls_x509_time(year: 9999, mon: 12, day: 31, hour: 23, min: 59, sec: 59))
                == .max)
    }
}
