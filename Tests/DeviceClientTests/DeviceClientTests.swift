import CDeviceClient
import DeviceGrant
import DeviceRuntime
import GrantPlayer
import Testing

@testable import DeviceClient

/// The grant as the header's functions tell it.
@Suite struct DeviceClientTests {
    @Test(
        "A grant by the header's functions asks, polls and ends with the server's texts and tokens")
    func grant() {
        let device = CDevice([.codes(), .pending, .tokens])
        #expect(device.setUp(scope: "tv") == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        device.run { $0 == DEVICE_CLIENT_CONNECT }
        #expect(device.host == "server.example.com")
        #expect(device.action.port == 443)
        #expect(device.action.tls)
        #expect(device_client_screen(device.client) == DEVICE_CLIENT_SCREEN_CONNECTING)

        device.run { $0 == DEVICE_CLIENT_WAIT }
        #expect(device_client_screen(device.client) == DEVICE_CLIENT_SCREEN_CODE)
        #expect(device.userCode == Reply.userCode)
        #expect(device.verificationURI == Reply.verificationURI)
        #expect(device.verificationURIComplete.hasSuffix(Reply.userCode))
        #expect(device.action.until_ms == device.now + 5_000)
        #expect(device_client_remaining_seconds(device.client, device.now) == 1_800)
        #expect(device_client_remaining_seconds(device.client, device.now + 1) == 1_800)
        #expect(device_client_remaining_seconds(device.client, device.now + 1_000) == 1_799)
        #expect(device_client_outcome(device.client) == DEVICE_CLIENT_UNFINISHED)
        #expect(device.reason() == "")

        #expect(device.run() == DEVICE_CLIENT_GRANTED)
        #expect(device.action.host.count == 0)
        #expect(device_client_screen(device.client) == DEVICE_CLIENT_SCREEN_FINISHED)
        #expect(device.accessToken == Reply.accessToken)
        #expect(device.refreshToken == Reply.refreshToken)
        #expect(device.idToken == Reply.idToken)
        #expect(device_client_access_token_seconds(device.client) == 3_600)
        #expect(device.reason() == "Signed in.")
        #expect(device.requests.count == 3)
        #expect(device.requests[0].contains("client_id=tv-stick"))
        #expect(device.requests[0].contains("scope=tv"))
        #expect(device.requests[1].contains("Host: server.example.com:8443"))
        #expect(device.requests[1].contains(Reply.deviceCode))
    }

    @Test("Every text that is lent lies in the caller's memory")
    func textsInPlace() {
        let device = CDevice([.codes(), .tokens])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        device.run { $0 == DEVICE_CLIENT_CONNECT }
        #expect(device.holds(device.action.host))
        device.run { $0 == DEVICE_CLIENT_WAIT }
        #expect(device.holds(device_client_user_code(device.client)))
        #expect(device.holds(device_client_verification_uri(device.client)))
        #expect(device.holds(device_client_verification_uri_complete(device.client)))
        device.run()
        #expect(device.holds(device_client_access_token(device.client)))
        #expect(device.holds(device_client_refresh_token(device.client)))
        #expect(device.holds(device_client_id_token(device.client)))
    }

    @Test("X53 After the tokens are wiped no secret is left in the caller's memory")
    func wiped() {
        let device = CDevice([.codes(), .tokens])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        #expect(device.run() == DEVICE_CLIENT_GRANTED)
        #expect(device.memoryHolds(Reply.accessToken))
        device_client_wipe_tokens(device.client)
        for secret in [
            Reply.deviceCode, Reply.accessToken, Reply.refreshToken, Reply.idToken,
        ] {
            #expect(!device.memoryHolds(String(secret.suffix(8))), "\(secret)")
        }
        #expect(device.accessToken == "")
    }

    @Test(
        "Each end of a grant has its outcome and its reason",
        arguments: [
            (Reply.denied, DEVICE_CLIENT_DENIED, "Declined."),
            (Reply.expired, DEVICE_CLIENT_EXPIRED, "The code has expired."),
            (
                Reply.error("invalid_client"), DEVICE_CLIENT_REFUSED_ANSWER,
                "(error \"invalid_client\")"
            ),
        ])
    func ends(reply: Reply, outcome: Outcome, reason: String) {
        let device = CDevice([.codes(), reply])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        #expect(device.run() == outcome)
        #expect(device.reason().contains(reason))
        let whole = device.reason()
        #expect(device.reason(capacity: whole.utf8.count + 1) == whole)
        #expect(device.reason(capacity: whole.utf8.count) == "")
        #expect(device.reason(capacity: 1) == "")
    }

    @Test("A cancelled grant ends as cancelled, and a new one can begin")
    func cancelled() {
        let device = CDevice([.codes(), .tokens])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        device.run { $0 == DEVICE_CLIENT_WAIT }
        device_client_cancel(device.client, device.now)
        #expect(device.run() == DEVICE_CLIENT_CANCELLED)
        device_client_start(device.client, device.now, 2)
        device.run { $0 == DEVICE_CLIENT_CONNECT }
        #expect(device_client_outcome(device.client) == DEVICE_CLIENT_UNFINISHED)
    }

    @Test("A request that does not fit writes nothing, and ends the grant with the reason")
    func smallBuffer() {
        let device = CDevice([.codes()])
        device.requestBytes = 64
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        #expect(device.run() == DEVICE_CLIENT_OUT_OF_MEMORY)
        #expect(device.requests.isEmpty)
        #expect(device.reason() == "Not enough memory for the request.")
    }

    @Test("Each failure of the connection has the reason of its own")
    func failures() {
        let failures: [(device_client_failure, TransportFailure)] = [
            (DEVICE_CLIENT_NAME_NOT_RESOLVED, .nameNotResolved),
            (DEVICE_CLIENT_NAME_SERVICE_FAILED, .nameServiceFailed),
            (DEVICE_CLIENT_UNREACHABLE, .unreachable), (DEVICE_CLIENT_REFUSED, .refused),
            (DEVICE_CLIENT_TIMED_OUT, .timedOut), (DEVICE_CLIENT_CLOSED, .closed),
            (DEVICE_CLIENT_CERTIFICATE_NOT_TRUSTED, .certificateNotTrusted),
            (DEVICE_CLIENT_CERTIFICATE_EXPIRED, .certificateExpired),
            (DEVICE_CLIENT_CERTIFICATE_NAME_MISMATCH, .certificateNameMismatch),
            (DEVICE_CLIENT_HANDSHAKE_FAILED, .handshakeFailed),
            (DEVICE_CLIENT_NO_ENTROPY, .noEntropy),
        ]
        for (failure, told) in failures {
            let device = CDevice([.codes()])
            #expect(device.setUp() == DEVICE_CLIENT_READY)
            device_client_start(device.client, device.now, 1)
            device.run { $0 == DEVICE_CLIENT_CONNECT }
            device_client_did_fail(device.client, failure, device.now)
            #expect(device.run() == DEVICE_CLIENT_NETWORK_FAILURE)
            #expect(device.reason() == "\(told.explanation)")
        }
    }

    @Test("TLS that is refused memory is tried again, then ends the grant as out of memory")
    func shortage() {
        let device = CDevice([.codes()])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        for _ in 0...GrantLimits.shortagesMaximum {
            device.run { $0 == DEVICE_CLIENT_CONNECT }
            device_client_did_fail(device.client, DEVICE_CLIENT_TLS_OUT_OF_MEMORY, device.now)
        }
        #expect(device.run() == DEVICE_CLIENT_OUT_OF_MEMORY)
    }

    @Test("A clock that wraps under way changes nothing")
    func clockWraps() {
        let device = CDevice(now: .max - 3_000, [.codes(), .pending, .tokens])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        #expect(device.run() == DEVICE_CLIENT_GRANTED)
        #expect(device.now == UInt32.max - 3_000 &+ 10_000)
    }

    @Test("The header's sizes are those of the code")
    func sizes() {
        #expect(MemoryLayout<device_client>.size == Int(DEVICE_CLIENT_BYTES))
        #expect(clientBytes <= Int(DEVICE_CLIENT_BYTES))
        // Not more than a firmware must give.
        #expect(clientBytes > Int(DEVICE_CLIENT_BYTES) - 256)
        #expect(Int(DEVICE_CLIENT_REQUEST_BYTES) == RuntimeLimits.requestBytesMaximum)
        #expect(Int(DEVICE_CLIENT_RECORD_BYTES) == StandardDeviceGrant.recordBytesMaximum)
        #expect(Int(DEVICE_CLIENT_REASON_BYTES) == GrantOutcome.reasonBytesMaximum + 1)
        #expect(StandardDeviceGrant.tokenCapacity == 1_920)
        #expect(StandardDeviceGrant.uriCapacity == 256)
    }
}
