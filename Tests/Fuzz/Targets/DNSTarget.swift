import BoundedBytes
import DNSWire

// The reader of name servers' answers: whatever a datagram says, it gives whole addresses that stand
// in it, and none at all with anything but an answer to the question.

@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = Input(start, count)
    let flags = input.byte()
    let type: DNSRecordType = flags & 1 == 0 ? .a : .aaaa
    let rooms = Int(input.byte() & 31)
    let id: UInt16 = 0x1234
    let message = UnsafeMutableBufferPointer<UInt8>.allocate(
        capacity: DNSLimits.extendedMessageBytesMaximum)
    defer { message.deallocate() }
    let length = flags & 2 == 0 ? copy(input.rest, to: message) : answer(type, id, input, message)
    let datagram = Bytes(rebasing: message[0..<length])

    var addresses = FixedBytes<256>()
    let result = read(datagram, type, id, room: rooms * 8, into: &addresses)
    addresses.withBytes { bytes in
        require(bytes.count % type.addressBytes == 0, "a part of an address")
        switch result {
        case .addresses(let found):
            require(found > 0 && bytes.count <= found * type.addressBytes, "more than were found")
        default:
            require(bytes.isEmpty, "addresses without an answer")
        }
        for index in 0..<bytes.count / type.addressBytes {
            let place = index * type.addressBytes
            require(
                stands(bytes.extracting(place..<place + type.addressBytes), in: datagram),
                "an address that is not in the datagram")
        }
    }
    var others = FixedBytes<256>()
    if result != .unrelated {
        require(
            read(datagram, type, id ^ 1, room: 256, into: &others) == .unrelated,
            "an answer to another number")
    }
    return 0
}

/// Reads a datagram about `a.example`, with so much room for addresses.
private func read(
    _ datagram: Bytes, _ type: DNSRecordType, _ id: UInt16, room: Int,
    into addresses: inout FixedBytes<256>
) -> DNSAnswer {
    guard let question = try? DNSQuestion(bytes("a.example").span, type, id: id) else {
        fatalError("a name that cannot be asked for")
    }
    return addresses.withOutput { output in
        output.withUnsafeMutableBufferPointer { (buffer, initializedCount) in
            var part = OutputSpan(
                buffer: .init(rebasing: buffer[0..<min(room, buffer.count)]), initializedCount: 0)
            let answer = question.read(datagram.span, into: &part)
            initializedCount = part.count
            return answer
        }
    }
}

/// Writes an answer that repeats the question: its flags, the count of its records and they
/// themselves are the input's. Returns its length.
private func answer(
    _ type: DNSRecordType, _ id: UInt16, _ input: Input,
    _ message: UnsafeMutableBufferPointer<UInt8>
) -> Int {
    var input = input
    let codes = [0x80 | input.byte() & 0x07, input.byte()]
    let count = input.byte()
    let name: [UInt8] = [1, 97, 7, 101, 120, 97, 109, 112, 108, 101, 0]
    let number = [UInt8(id >> 8), UInt8(truncatingIfNeeded: id)]
    let head =
        number + codes + [0, 1, 0, count, 0, 0, 0, 0] + name + [0, UInt8(type.rawValue), 0, 1]
    for index in head.indices { message[index] = head[index] }
    return head.count + copy(input.rest, to: .init(rebasing: message[head.count...]))
}

private func copy(_ bytes: Bytes, to message: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let count = min(bytes.count, message.count)
    for index in 0..<count { message[index] = bytes[index] }
    return count
}

private func stands(_ address: borrowing Span<UInt8>, in datagram: Bytes) -> Bool {
    var start = 0
    while start + address.count <= datagram.count {
        var same = 0
        while same < address.count, datagram[start + same] == address[same] { same += 1 }
        if same == address.count { return true }
        start += 1
    }
    return false
}
