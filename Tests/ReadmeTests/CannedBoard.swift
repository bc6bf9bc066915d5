import BoundedBytes
import DeviceGrant
import GrantPlayer

/// A board whose server answers with what is canned, and whose clock moves only while it sleeps.
final class CannedBoard {
    private(set) var connections: [EndpointName] = []
    private(set) var requests: [[UInt8]] = []
    private(set) var userCodes: [String] = []
    private(set) var record: [UInt8] = []
    private var answers: [[UInt8]]
    private var clock = Instant(tick: 0)

    /// - Parameter answers: One for each request.
    init(answers: [Reply]) {
        self.answers = answers.map(\.bytes)
    }

    func now() -> Instant { clock }

    func entropy() -> UInt32 { 1 }

    func sleep(until due: Instant) { clock = due }

    func connect(to endpoint: EndpointName) -> Instant {
        connections.append(endpoint)
        return clock
    }

    func send(_ write: (inout OutputSpan<UInt8>) -> Void) -> Instant {
        requests.append([UInt8](capacity: 2_048, initializingWith: write))
        return clock
    }

    func receive() -> [UInt8] { answers.removeFirst() }

    func close() -> Instant { clock }

    func show(_ screen: GrantScreen, of grant: borrowing StandardDeviceGrant) {
        guard screen == .code else { return }
        userCodes.append(grant.withUserCode { String(copying: $0) })
    }

    func store(_ grant: borrowing StandardDeviceGrant) -> Instant {
        record = []
        grant.forEachRecordPart(at: clock, wallClockSeconds: nil) {
            record += [UInt8](copying: $0)
        }
        return clock
    }
}
