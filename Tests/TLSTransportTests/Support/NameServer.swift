import CMbedTLS
import Foundation
import Synchronization

/// A name server on a free UDP port of 127.0.0.1, which answers each question as it is told.
final class NameServer: Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let heard = Mutex<[Question]>([])
    private let serving = DispatchGroup()

    /// A question, taken apart by hand rather than by the code under test.
    struct Question: Equatable, Sendable {
        var bytes: [UInt8]

        private var labels: [Range<Int>] {
            var labels: [Range<Int>] = []
            var position = 12
            while bytes[position] > 0 {
                let end = position + 1 + Int(bytes[position])
                labels.append(position + 1..<end)
                position = end
            }
            return labels
        }

        /// Behind name, type and class.
        private var end: Int { (labels.last?.upperBound ?? 12) + 5 }

        var name: String {
            labels.map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: ".")
        }

        var isIPv6: Bool { bytes[end - 3] == 28 }

        /// The largest answer that the asker takes (RFC 6891 §6.2.3).
        var roomBytes: Int {
            bytes.count == end ? 512 : Int(bytes[end + 3]) << 8 | Int(bytes[end + 4])
        }

        /// An answer with this code and these addresses. One for which there is no room has none of
        /// them, and says so.
        func answer(code: UInt8 = 0, _ addresses: [[UInt8]] = []) -> [UInt8] {
            var answer = Array(bytes[0..<end])
            answer[2] = 0x81
            answer[3] = 0x80 | code
            answer[11] = 0
            if end + addresses.reduce(0, { $0 + 12 + $1.count }) > roomBytes {
                answer[2] |= 0x02
                return answer
            }
            answer[7] = UInt8(addresses.count)
            for address in addresses {
                let type: UInt8 = address.count == 4 ? 1 : 28
                answer += [0xC0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, UInt8(address.count)] + address
            }
            return answer
        }
    }

    /// - Parameter answers: The datagrams that are sent back for a question.
    init(_ answers: @escaping @Sendable (Question) -> [[UInt8]]) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) | getsockname(descriptor, generic, &length)
            }
        }
        guard status == 0 else { throw ToolFailed(message: "bind: errno \(errno)") }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        serving.enter()
        Thread { [self] in serve(answers) }.start()
    }

    /// The questions so far; all that were asked, once the server has been stopped.
    var questions: [Question] { heard.withLock { $0 } }

    /// Ends the server, when it has heard every question that was asked.
    func stop() {
        // Makes recvfrom() return, now or when nothing is left to receive.
        shutdown(descriptor, Int32(SHUT_RDWR))
        serving.wait()
    }

    private func serve(_ answers: (Question) -> [[UInt8]]) {
        defer {
            close(descriptor)
            serving.leave()
        }
        var buffer = [UInt8](repeating: 0, count: 512)
        while true {
            var sender = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutablePointer(to: &sender) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    let count = recvfrom(descriptor, &buffer, buffer.count, 0, generic, &length)
                    guard count > 0 else {
                        length = 0
                        return
                    }
                    let question = Question(bytes: Array(buffer[0..<count]))
                    heard.withLock { $0.append(question) }
                    for answer in answers(question) {
                        sendto(descriptor, answer, answer.count, 0, generic, length)
                    }
                }
            }
            guard length > 0 else { return }
        }
    }
}
