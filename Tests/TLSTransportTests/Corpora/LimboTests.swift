import DeviceGrant
import Foundation
import Testing
import Vectors

@testable import TLSTransport

/// X49: x509-limbo's chains, each judged as in a handshake.
@Suite struct LimboTests {
    struct Vector: Decodable {
        var validationKind: String
        var trustedCerts: [String]
        var untrustedIntermediates: [String]
        var peerCertificate: String
        var validationTime: String?
        var expectedResult: String
        var expectedPeerName: Name?

        struct Name: Decodable {
            var value: String
        }

        /// A vector without a time is for any: the first that a device's clock can show.
        func clock() throws -> TransportClock {
            guard let validationTime else { return .seconds(TransportLimits.earliestSeconds) }
            let hasFraction = validationTime.contains(".")
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: hasFraction)
            let seconds = try style.parse(validationTime).timeIntervalSince1970
            return .seconds(UInt32(seconds))
        }

        /// What is wrong with the chain; nil if it is trusted with its intermediate certificates in
        /// the corpus's order, which is no particular one, or in the reverse one: a server must send
        /// each behind the one that it issued (RFC 5246 §7.4.2).
        func failure() throws -> String? {
            try failure(sending: untrustedIntermediates.reversed()).flatMap { (failure) in
                try self.failure(sending: untrustedIntermediates) == nil ? nil : failure
            }
        }

        private func failure(sending intermediates: [String]) throws -> String? {
            do {
                return try TLSTransportTests.failure(
                    judging: ([peerCertificate] + intermediates).flatMap {
                        certificates(inPEM: $0)
                    },
                    roots: [UInt8](trustedCerts.joined().utf8),
                    host: expectedPeerName?.value ?? "", at: clock()
                ).map { "\($0)" }
            } catch let failure as TLSSetupFailure {
                return "\(failure)"
            }
        }
    }

    @Test("X49 Each x509-limbo chain is trusted as the corpus says, or listed with its reason")
    func chains() throws {
        var departures: [String: String] = [:]
        let vectors = try Vectors.cases(of: "x509-limbo", as: Vector.self)
        for (name, vector) in vectors {
            let failure = try vector.failure()
            if (failure == nil) != (vector.expectedResult == "SUCCESS") {
                departures[name] = failure ?? "accepted"
            }
        }
        print("x509-limbo: \(vectors.count) chains, \(departures.count) exceptions")
        #expect(try faults(of: departures, listed: "x509-limbo") == [])
    }
}
