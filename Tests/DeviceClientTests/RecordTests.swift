import CDeviceClient
import DeviceClient
import GrantPlayer
import Testing

/// What survives a power cut.
@Suite struct RecordTests {
    @Test("The codes that were stored are on the screen again after a power cut")
    func resumed() {
        let before = CDevice([.codes()])
        #expect(before.setUp() == DEVICE_CLIENT_READY)
        device_client_start(before.client, before.now, 1)
        before.run { $0 == DEVICE_CLIENT_WAIT }
        #expect(before.steps.contains(DEVICE_CLIENT_STORE))

        let after = CDevice([.tokens])
        #expect(after.setUp() == DEVICE_CLIENT_READY)
        // Cut anywhere.
        device_client_restore(after.client, before.record, 7)
        let rest = Array(before.record[7...])
        device_client_restore(after.client, rest, rest.count)
        #expect(device_client_resume(after.client, after.now, 0, 2))
        after.run { $0 == DEVICE_CLIENT_WAIT }
        #expect(after.userCode == Reply.userCode)
        #expect(after.run() == DEVICE_CLIENT_GRANTED)
        #expect(after.requests.count == 1)
    }

    @Test("Nothing stored, half a record, or one of tokens is not gone on with")
    func notResumed() {
        let before = CDevice([.codes(), .tokens])
        #expect(before.setUp() == DEVICE_CLIENT_READY)
        device_client_start(before.client, before.now, 1)
        before.run { $0 == DEVICE_CLIENT_WAIT }
        let codes = before.record
        before.run()
        for record in [[], Array(codes.dropLast()), before.record] {
            let after = CDevice()
            #expect(after.setUp() == DEVICE_CLIENT_READY)
            device_client_restore(after.client, record, record.count)
            #expect(!device_client_resume(after.client, after.now, 0, 2))
        }
    }

    @Test("The time of day tells how much of the codes' lifetime passed without power")
    func wallClock() {
        let before = CDevice([.codes()])
        #expect(before.setUp() == DEVICE_CLIENT_READY)
        device_client_start(before.client, before.now, 1)
        before.run { $0 == DEVICE_CLIENT_STORE }
        let record = before.writtenRecord(wallClockSeconds: 1_000_000) ?? []

        let after = CDevice()
        #expect(after.setUp() == DEVICE_CLIENT_READY)
        device_client_restore(after.client, record, record.count)
        #expect(device_client_resume(after.client, after.now, 1_000_600, 2))
        #expect(device_client_remaining_seconds(after.client, after.now) == 1_200)
    }

    @Test("A sink that takes no more parts is not given more, and the caller is told")
    func sinkIsFull() {
        let device = CDevice([.codes()])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        device.run { $0 == DEVICE_CLIENT_STORE }
        #expect(device.writtenRecord(parts: 2) == nil)
        #expect(device.writtenRecord() != nil)
    }

    @Test("A grant whose record cannot be stored goes on, and a granted one replaces the codes")
    func flashFails() {
        let device = CDevice([.codes(), .tokens])
        device.isFlashWorking = false
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        device.run { $0 == DEVICE_CLIENT_WAIT }
        device.isFlashWorking = true
        #expect(device.run() == DEVICE_CLIENT_GRANTED)
        #expect(device.record.firstIndex(of: Array(Reply.accessToken.utf8)) != nil)
        #expect(device.record.firstIndex(of: Array(Reply.deviceCode.utf8)) == nil)
    }

    @Test("Used-up codes are erased when the user declines")
    func erased() {
        let device = CDevice([.codes(), .denied])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        #expect(device.run() == DEVICE_CLIENT_DENIED)
        #expect(device.steps.contains(DEVICE_CLIENT_ERASE))
        #expect(device.record.isEmpty)
    }
}
