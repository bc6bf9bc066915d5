import Hummingbird
import Testing

@testable import AuthorizationServer

@Suite struct RequestLimitsTests {
    @Test("X23 of 10,000 code requests from one address a burst is served, the rest is told when")
    func oneAddress() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            var served = 0
            var refused = 0
            for _ in 0..<10_000 {
                let response = try await client.post("/device_authorization", "client_id=tv")
                switch response.status {
                case .ok:
                    served += 1
                case .tooManyRequests:
                    refused += 1
                    #expect(response.error == "temporarily_unavailable")
                    #expect(response.headers[.retryAfter] == "1")
                    #expect(response.headers[.cacheControl] == "no-store")
                default:
                    Issue.record("status \(response.status)")
                }
            }
            #expect(Int64(served) == Limits.codeRequestsPerAddress)
            #expect(served + refused == 10_000)
            // What it is told is true.
            server.clock.advance(seconds: 1)
            let response = try await client.post("/device_authorization", "client_id=tv")
            #expect(response.status == .ok)
        }
    }

    @Test("X23 while one address is refused, others and their clients are served")
    func others() throws {
        let clock = TestClock()
        let limits = RequestLimits(clock: clock.clock)
        for _ in 0..<10_000 {
            try? limits.countCodeRequest(addressKey: "192.0.2.1", clientID: "tv")
        }
        #expect(throws: OAuthError.self) {
            try limits.countCodeRequest(addressKey: "192.0.2.1", clientID: "other-tv")
        }
        for host in 1...100 {
            try limits.countCodeRequest(addressKey: "198.51.100.\(host)", clientID: "tv")
        }
    }

    @Test("X23 a client that asks from everywhere is refused, other clients are served")
    func oneClient() throws {
        let clock = TestClock()
        let limits = RequestLimits(clock: clock.clock)
        let burst = Limits.codeRequestsPerClient
        for number in 0..<burst {
            try limits.countCodeRequest(addressKey: "network \(number % 500)", clientID: "tv")
        }
        #expect(throws: OAuthError.self) {
            try limits.countCodeRequest(addressKey: "192.0.2.1", clientID: "tv")
        }
        try limits.countCodeRequest(addressKey: "192.0.2.1", clientID: "other-tv")
    }

    @Test("X23 after a burst the stated rate holds; a clock that is set back locks nobody out")
    func rate() throws {
        let rate = RequestRate(burst: 3, perSecond: 10)
        var busy: Int64?
        func admitted(at milliseconds: Int64) -> Bool {
            switch rate.step(busyUntil: busy, atMicroseconds: milliseconds * 1_000) {
            case .admitted(let until):
                busy = until
                return true
            case .refused(let wait):
                #expect(wait > 0 && wait <= 100)
                return false
            }
        }
        let start: Int64 = 1_800_000_000_000
        #expect((0..<5).map { _ in admitted(at: start) } == [true, true, true, false, false])
        #expect(!admitted(at: start + 99))
        #expect(admitted(at: start + 100))
        #expect(!admitted(at: start + 100))
        #expect(admitted(at: start - 3_600_000))
    }
}
