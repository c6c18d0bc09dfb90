// Answers the rows of the tables in table/ with Newtonsoft.Json on Mono: each row is [operation, JSON or path,
// answer], and the answer is written anew. Where Newtonsoft.Json 13 is known to answer otherwise, table/newtonsoft-13.json
// says what instead (Debian's package is version 6; Azure's gateway has 13).
//
//     mcs -r:Newtonsoft.Json.dll Oracle.cs && mono Oracle.exe table/conversions.json table/selection.json table/texts.json
using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

class Oracle
{
    const string Document = "{\"store\":{\"book\":[{\"title\":\"A\",\"price\":8.95,\"isbn\":\"1\"},{\"title\":\"B\",\"price\":12.99},{\"title\":\"C d\",\"price\":8,\"tags\":[\"x\",\"y\"]},{\"title\":null,\"price\":22.99}],\"bicycle\":{\"color\":\"red\",\"price\":19.95}},\"a b\":{\"c.d\":5},\"list\":[1,2,3,4,5],\"e\":[],\"n\":null,\"d\":\"2020-01-01T10:00:00Z\"}";

    static object Answer(string operation, string input)
    {
        switch (operation)
        {
            case "JToken": { var token = JToken.Parse(input); return token.Type + " " + token.ToString(Formatting.None); }
            case "Indented": return JToken.Parse(input).ToString();
            case "JObject": return JObject.Parse(input);
            case "JArray": return JArray.Parse(input);
            case "SelectToken": return JObject.Parse(Document).SelectToken(input);
            case "SelectToken!": return JObject.Parse(Document).SelectToken(input, true);
            case "SelectTokens": return new JArray(JObject.Parse(Document).SelectTokens(input).Select(t => t.DeepClone()));
        }
        var v = JToken.Parse("[" + input + "]")[0];
        switch (operation)
        {
            case "string": return (string)v;
            case "int": return (int)v;
            case "int?": return (int?)v;
            case "long": return (long)v;
            case "double": return (double)v;
            case "bool": return (bool)v;
            case "bool?": return (bool?)v;
            case "byte": return (byte)v;
            case "byte[]": return (byte[])v;
            case "decimal": return (decimal)v;
            case "Guid": return (Guid)v;
            case "Guid?": return (Guid?)v;
            case "Value<string>": return v.Value<string>();
            case "Value<int>": return v.Value<int>();
            case "Value<int?>": return v.Value<int?>();
            case "Value<bool>": return v.Value<bool>();
            case "Value<double>": return v.Value<double>();
            case "Value<JObject>": return v.Value<JObject>();
            case "Value<long>": return v.Value<long>();
            case "ToString": return v.ToString();
            case "Type": return v.Type.ToString();
            case "HasValues": return v.HasValues;
            default: throw new NotSupportedException(operation);
        }
    }

    static string Show(object result)
    {
        if (result == null) return "null";
        var bytes = result as byte[];
        if (bytes != null) return "bytes " + Convert.ToBase64String(bytes);
        var token = result as JToken;
        if (token != null) return token.GetType().Name + " " + token.ToString(Formatting.None);
        return result.GetType().FullName + " " + Convert.ToString(result, CultureInfo.InvariantCulture);
    }

    static string Line(JArray row)
    {
        string answer;
        try { answer = Show(Answer((string)row[0], (string)row[1])); }
        catch (Exception e) { answer = e.GetType().FullName + ": " + e.Message; }
        return "  " + new JArray(row[0], row[1], answer).ToString(Formatting.None);
    }

    static JArray Rows(string file)
    {
        using (var reader = new JsonTextReader(new StreamReader(file)) { DateParseHandling = DateParseHandling.None })
            return JArray.Load(reader);
    }

    static void Main(string[] files)
    {
        foreach (var file in files)
            File.WriteAllText(file, "[\n" + string.Join(",\n", Rows(file).Cast<JArray>().Select(Line)) + "\n]\n");
    }
}
