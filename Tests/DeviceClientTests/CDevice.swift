import CDeviceClient
import GrantPlayer

// Names that the test macros take for types.
typealias Outcome = device_client_outcome
typealias SetUp = device_client_setup

/// A device whose firmware is written against the header: one client at an address of its own, a virtual
/// clock, and canned replies.
final class CDevice {
    let client: UnsafeMutablePointer<device_client>
    /// The clock, in milliseconds; it wraps.
    var now: UInt32
    /// What was asked for, in its order.
    private(set) var steps: [device_client_step] = []
    private(set) var action = device_client_action()
    private(set) var requests: [String] = []
    /// The record that is stored.
    private(set) var record: [UInt8] = []
    /// Whether the flash takes one.
    var isFlashWorking = true
    /// The room for a request, in bytes.
    var requestBytes = Int(DEVICE_CLIENT_REQUEST_BYTES)
    private var replies: [Reply]

    /// - Parameters:
    ///   - now: What the clock says at power-on.
    ///   - replies: One for each request; the last one is repeated.
    init(now: UInt32 = 0, _ replies: [Reply] = []) {
        // Two, for a client that does not begin where it should.
        client = .allocate(capacity: 2)
        // Whatever the memory held before.
        UnsafeMutableRawPointer(client).initializeMemory(
            as: UInt8.self, repeating: 0xA5, count: MemoryLayout<device_client>.size)
        self.now = now
        self.replies = replies
    }

    deinit {
        client.deallocate()
    }

    func setUp(
        deviceAuthorizationEndpoint: String = "https://server.example.com/device_authorization",
        tokenEndpoint: String = "https://server.example.com:8443/token",
        clientID: String = "tv-stick", scope: String? = nil, clientSecret: String? = nil,
        offset: Int = 0, bytes: Int = MemoryLayout<device_client>.size,
        _ change: (inout device_client_configuration) -> Void = { _ in }
    ) -> device_client_setup {
        var texts: [UnsafeMutablePointer<CChar>] = []
        defer { texts.forEach { $0.deallocate() } }
        func copy(_ text: String) -> UnsafePointer<CChar> {
            let bytes = text.utf8CString
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            for (index, byte) in bytes.enumerated() { copy[index] = byte }
            texts.append(copy)
            return UnsafePointer(copy)
        }
        var configuration = device_client_configuration(
            device_authorization_endpoint: copy(deviceAuthorizationEndpoint),
            token_endpoint: copy(tokenEndpoint), client_id: copy(clientID),
            scope: scope.map(copy), client_secret: clientSecret.map(copy),
            client_secret_post: false, cognito_lambda: false, plaintext_to_loopback: false)
        change(&configuration)
        let place = UnsafeMutableRawPointer(client) + offset
        return device_client_init(
            place.assumingMemoryBound(to: device_client.self), bytes, &configuration)
    }

    /// Runs until the grant has ended, or `stop` says so of the step to come.
    @discardableResult
    func run(until stop: (device_client_step) -> Bool = { _ in false }) -> device_client_outcome {
        for _ in 0..<1_000 {
            let step = device_client_poll(client, now, &action)
            steps.append(step)
            if stop(step) { break }
            switch step {
            case DEVICE_CLIENT_WAIT: now = action.until_ms
            case DEVICE_CLIENT_CONNECT: device_client_did_connect(client, now)
            case DEVICE_CLIENT_SEND: send()
            case DEVICE_CLIENT_RECEIVE: receive()
            case DEVICE_CLIENT_CLOSE: device_client_did_close(client, now)
            case DEVICE_CLIENT_STORE: store()
            case DEVICE_CLIENT_ERASE:
                record = []
                device_client_did_store(client, now)
            case DEVICE_CLIENT_DISPLAY: break
            default: return device_client_outcome(client)
            }
        }
        return device_client_outcome(client)
    }

    private func send() {
        var buffer = [UInt8](repeating: 0, count: requestBytes)
        let count = device_client_write_request(client, &buffer, requestBytes)
        guard count > 0 else { return }
        requests.append(String(decoding: buffer[..<count], as: UTF8.self))
        device_client_did_send(client, now)
    }

    private func receive() {
        let bytes = replies[min(requests.count, replies.count) - 1].bytes
        device_client_receive(client, bytes, bytes.count, now)
    }

    private func store() {
        guard isFlashWorking else { return device_client_did_not_store(client, now) }
        record = writtenRecord() ?? []
        device_client_did_store(client, now)
    }

    /// The record that is to be stored, if the sink takes that many parts and all.
    func writtenRecord(parts limit: Int = .max, wallClockSeconds: UInt32 = 0) -> [UInt8]? {
        var sink = Sink(limit: limit)
        let isWhole = withUnsafeMutablePointer(to: &sink) { sink in
            device_client_write_record(
                client, now, wallClockSeconds,
                { context, bytes, count in
                    guard let sink = context?.assumingMemoryBound(to: Sink.self),
                        sink.pointee.limit > 0
                    else { return false }
                    sink.pointee.limit -= 1
                    sink.pointee.bytes += Array(UnsafeBufferPointer(start: bytes, count: count))
                    return true
                }, sink)
        }
        return isWhole ? sink.bytes : nil
    }

    private struct Sink {
        var limit: Int
        var bytes: [UInt8] = []
    }

    // MARK: Texts

    var userCode: String { text(device_client_user_code(client)) }
    var verificationURI: String { text(device_client_verification_uri(client)) }
    var verificationURIComplete: String {
        text(device_client_verification_uri_complete(client))
    }
    var accessToken: String { text(device_client_access_token(client)) }
    var refreshToken: String { text(device_client_refresh_token(client)) }
    var idToken: String { text(device_client_id_token(client)) }
    var host: String { text(action.host) }

    func reason(capacity: Int = Int(DEVICE_CLIENT_REASON_BYTES)) -> String {
        var bytes = [CChar](repeating: 0x58, count: capacity)
        let count = device_client_reason(client, &bytes, capacity)
        precondition(bytes[count] == 0)
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether all of a text lies in the client's own memory.
    func holds(_ text: device_client_text) -> Bool {
        guard let start = text.bytes else { return false }
        let memory = UnsafeRawBufferPointer(start: client, count: MemoryLayout<device_client>.size)
        let offset = UnsafeRawPointer(start) - UnsafeRawPointer(client)
        return offset >= 0 && offset + text.count <= memory.count
    }

    /// Whether the text stands anywhere in the client's memory.
    func memoryHolds(_ text: String) -> Bool {
        occurrences(of: text, at: client, bytes: MemoryLayout<device_client>.size) > 0
    }

    private func text(_ text: device_client_text) -> String {
        String(
            decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.count), as: UTF8.self)
    }
}
