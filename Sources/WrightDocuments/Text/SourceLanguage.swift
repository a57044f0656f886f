/// The programming languages and markup that are read as program text, by the endings of file names.
enum SourceLanguage {
    /// The language of a file; nil for endings that are none.
    static func name(forFile uri: String) -> String? {
        let file = uri.split(separator: "/").last ?? ""
        if let known = files[file.lowercased()] { return known }
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return nil }
        return endings[file[file.index(after: dot)...].lowercased()]
    }

    private static let files: [String: String] = [
        "makefile": "Make", "dockerfile": "Docker", "cmakelists.txt": "CMake", "gemfile": "Ruby", "rakefile": "Ruby",
    ]
    private static let endings: [String: String] = [
        "swift": "Swift", "c": "C", "h": "C", "cc": "C++", "cpp": "C++", "cxx": "C++", "hpp": "C++", "hh": "C++",
        "m": "Objective-C", "mm": "Objective-C", "py": "Python", "pyi": "Python", "js": "JavaScript",
        "mjs": "JavaScript", "cjs": "JavaScript", "jsx": "JavaScript", "ts": "TypeScript", "tsx": "TypeScript",
        "java": "Java", "kt": "Kotlin", "kts": "Kotlin", "scala": "Scala", "groovy": "Groovy", "go": "Go", "rs": "Rust",
        "rb": "Ruby", "php": "PHP", "cs": "C#", "fs": "F#", "vb": "Visual Basic", "lua": "Lua", "pl": "Perl",
        "pm": "Perl", "r": "R", "jl": "Julia", "hs": "Haskell", "ml": "OCaml", "ex": "Elixir", "exs": "Elixir",
        "erl": "Erlang", "clj": "Clojure", "lisp": "Lisp", "el": "Lisp", "scm": "Scheme", "dart": "Dart", "zig": "Zig",
        "nim": "Nim", "d": "D", "sh": "Shell", "bash": "Shell", "zsh": "Shell", "fish": "Shell", "ps1": "PowerShell",
        "bat": "Batch", "sql": "SQL", "css": "CSS", "scss": "CSS", "less": "CSS", "vue": "Vue", "svelte": "Svelte",
        "yaml": "YAML", "yml": "YAML", "toml": "TOML", "ini": "INI", "cfg": "INI", "conf": "Configuration",
        "properties": "Properties", "xml": "XML", "xsd": "XML", "proto": "Protocol Buffers", "graphql": "GraphQL",
        "cmake": "CMake", "gradle": "Gradle", "tf": "Terraform", "tex": "TeX", "asm": "Assembly", "s": "Assembly",
        "cu": "CUDA", "metal": "Metal", "glsl": "GLSL", "f90": "Fortran", "f": "Fortran", "pas": "Pascal", "ada": "Ada",
        "v": "Verilog", "sv": "Verilog", "vhd": "VHDL", "sol": "Solidity", "diff": "Diff", "patch": "Diff",
    ]
}
