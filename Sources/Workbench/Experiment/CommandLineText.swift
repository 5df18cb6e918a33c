/// A command line as results folders keep it: without the key.
enum CommandLineText {
  private static let hidden = "*****"
  private static let flags = ["-k", "--key"]

  /// The arguments joined by spaces; what `-k X`, `-kX`, `--key X`, `--key=X` and `encryption_key=X` say is hidden.
  static func masked(_ arguments: [String]) -> String {
    var shown: [String] = []
    var hidesNext = false
    for argument in arguments {
      if hidesNext {
        shown.append(hidden)
        hidesNext = false
        continue
      }
      shown.append(masked(argument))
      hidesNext = flags.contains(argument)
    }
    return shown.joined(separator: " ")
  }

  private static func masked(_ argument: String) -> String {
    if argument.hasPrefix("--key=") { return "--key=" + hidden }
    if argument.hasPrefix("-k"), argument.count > 2 { return "-k" + hidden }
    let bare = argument.drop { $0 == "+" || $0 == " " || $0 == "~" }
    guard let equals = bare.firstIndex(of: "="), bare[..<equals] == "encryption_key" else { return argument }
    return argument[..<equals] + "=" + hidden
  }
}
