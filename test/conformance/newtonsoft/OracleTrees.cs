// Does to trees what json-trees.test.ts does, with Newtonsoft.Json 6 on Mono, and writes the answers: each row of
// table/trees.json is [name, answer].
//
//     mcs -r:Newtonsoft.Json.dll OracleTrees.cs && mono OracleTrees.exe table/trees.json
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

class OracleTrees
{
    static readonly List<string> rows = new List<string>();

    static string Show(object result)
    {
        if (result == null) return "null";
        var token = result as JToken;
        if (token != null) return token.GetType().Name + " " + token.ToString(Formatting.None);
        return result.GetType().FullName + " " + Convert.ToString(result, CultureInfo.InvariantCulture);
    }

    static void Row(string name, Func<object> make)
    {
        string answer;
        try { answer = Show(make()); }
        catch (Exception e) { answer = e.GetType().FullName + ": " + e.Message.Split('\n')[0]; }
        rows.Add("  " + new JArray(name, answer).ToString(Formatting.None));
    }

    static void Main(string[] arguments)
    {
        Row("anon",()=>new{a=1,b="x",c=(string)null,d=1.5,e=new[]{1},f=true}.ToString());
        Row("ser anon",()=>JsonConvert.SerializeObject(new{a=1,b="x",c=(string)null,d=1.5,e=new[]{1},f=true,g='c',h=new byte[]{1,2},i=1.0m,m=1f,o=new{p=1}}));
        Row("ser dict",()=>JsonConvert.SerializeObject(new Dictionary<string,object>{{"a",1},{"b",null},{"c",new List<int>{1,2}}}));
        Row("ser dict int",()=>JsonConvert.SerializeObject(new Dictionary<int,string>{{1,"a"}}));
        Row("ser ind",()=>JsonConvert.SerializeObject(new{a=new int[0],b=new{},c=new Dictionary<string,string>()},Formatting.Indented));
        Row("ser null",()=>JsonConvert.SerializeObject(null));
        Row("ser str",()=>JsonConvert.SerializeObject("a\"b'c</script>\u0001\u007f\u0085\u2028é😀/\\"));
        Row("ser dt",()=>JsonConvert.SerializeObject(new DateTime(2020,1,2,3,4,5,DateTimeKind.Utc)));
        Row("ser dt u",()=>JsonConvert.SerializeObject(new DateTime(2020,1,2,3,4,5,120)));
        Row("ser dec",()=>JsonConvert.SerializeObject(1m));
        Row("ser long",()=>JsonConvert.SerializeObject(5L));
        Row("ser bool",()=>JsonConvert.SerializeObject(true));
        Row("ser nan",()=>JsonConvert.SerializeObject(double.NaN));
        Row("ser char",()=>JsonConvert.SerializeObject('c'));
        Row("ser kvp",()=>JsonConvert.SerializeObject(new KeyValuePair<string,int>("a",1)));
        Row("ser linq",()=>JsonConvert.SerializeObject(new[]{1,2}.Select(x=>x*2)));
        Row("ser jo",()=>JsonConvert.SerializeObject(new JObject(new JProperty("a",1))));
        Row("ser arr jo",()=>JsonConvert.SerializeObject(new object[]{new JObject(new JProperty("a",1)),1,"s",null}));
        Row("fromobj",()=>JObject.FromObject(new{a=1,b=DateTime.MinValue,c=new byte[]{1}}).ToString(Formatting.None));
        Row("fromobj arr",()=>JObject.FromObject(new[]{1}));
        Row("fromobj str",()=>JObject.FromObject("x"));
        Row("fromobj null",()=>JObject.FromObject(null));
        Row("arr fromobj",()=>JArray.FromObject(new[]{1,2}).ToString(Formatting.None));
        Row("arr fromobj obj",()=>JArray.FromObject(new{a=1}));
        Row("deser",()=>JsonConvert.DeserializeObject("{\"a\":1}"));
        Row("deser5",()=>JsonConvert.DeserializeObject("5"));
        Row("deserstr",()=>JsonConvert.DeserializeObject("\"x\""));
        Row("desernull",()=>JsonConvert.DeserializeObject("null"));
        Row("deserempty",()=>JsonConvert.DeserializeObject(""));
        Row("desernul arg",()=>JsonConvert.DeserializeObject(null));
        Row("deser bad",()=>JsonConvert.DeserializeObject("x"));
        Row("deser cut",()=>JsonConvert.DeserializeObject("{\"a\":1"));
        Row("deser more",()=>JsonConvert.DeserializeObject("{} x"));
        Row("deser<JObject>",()=>JsonConvert.DeserializeObject<JObject>("{\"a\":1}"));
        Row("deser<JObject> arr",()=>JsonConvert.DeserializeObject<JObject>("[1]"));
        Row("deser<JObject> empty",()=>JsonConvert.DeserializeObject<JObject>(""));
        Row("deser<JArray> obj",()=>JsonConvert.DeserializeObject<JArray>("{}"));
        Row("deser<int>",()=>JsonConvert.DeserializeObject<int>("5"));
        Row("deser<int> s",()=>JsonConvert.DeserializeObject<int>("\"5\""));
        Row("deser<int> x",()=>JsonConvert.DeserializeObject<int>("\"x\""));
        Row("deser<int> 1.5",()=>JsonConvert.DeserializeObject<int>("1.5"));
        Row("deser<int> null",()=>JsonConvert.DeserializeObject<int>("null"));
        Row("deser<int> obj",()=>JsonConvert.DeserializeObject<int>("{}"));
        Row("deser<int> empty",()=>JsonConvert.DeserializeObject<int>(""));
        Row("deser<int?> null",()=>JsonConvert.DeserializeObject<int?>("null"));
        Row("deser<string> 5",()=>JsonConvert.DeserializeObject<string>("5"));
        Row("deser<string> true",()=>JsonConvert.DeserializeObject<string>("true"));
        Row("deser<string> obj",()=>JsonConvert.DeserializeObject<string>("{}"));
        Row("deser<string> date",()=>JsonConvert.DeserializeObject<string>("\"2020-01-01T10:00:00+02:00\""));
        Row("deser<bool> str",()=>JsonConvert.DeserializeObject<bool>("\"true\""));
        Row("deser<bool> 1",()=>JsonConvert.DeserializeObject<bool>("1"));
        Row("deser<double> 1",()=>JsonConvert.DeserializeObject<double>("1"));
        Row("deser<DateTime>",()=>JsonConvert.DeserializeObject<DateTime>("\"2020-01-01T10:00:00Z\""));
        Row("deser<dict>",()=>string.Join(",",JsonConvert.DeserializeObject<Dictionary<string,string>>("{\"a\":1,\"b\":\"x\",\"c\":null,\"d\":true}").Select(k=>k.Key+"="+k.Value)));
        Row("deser<dict obj>",()=>string.Join(",",JsonConvert.DeserializeObject<Dictionary<string,object>>("{\"a\":1,\"b\":\"x\",\"c\":[1],\"d\":{}}").Select(k=>k.Key+"="+k.Value.GetType().Name)));
        Row("deser<dict nested>",()=>JsonConvert.DeserializeObject<Dictionary<string,string>>("{\"a\":{}}"));
        Row("deser<dict arr>",()=>JsonConvert.DeserializeObject<Dictionary<string,string>>("[]"));
        Row("deser<list>",()=>string.Join(",",JsonConvert.DeserializeObject<List<int>>("[1,2]")));
        Row("deser<list x>",()=>string.Join(",",JsonConvert.DeserializeObject<List<int>>("[1,\"x\"]")));
        Row("deser<list obj>",()=>string.Join(",",JsonConvert.DeserializeObject<List<int>>("{}")));
        Row("deser<str[]>",()=>string.Join(",",JsonConvert.DeserializeObject<string[]>("[1,null,\"a\",true]")));
        Row("deser<byte[]>",()=>JsonConvert.DeserializeObject<byte[]>("\"AQI=\"").Length);
        Row("deser<object>",()=>JsonConvert.DeserializeObject<object>("[1]"));
        Row("raw",()=>new JObject(new JProperty("a",new JRaw("{x}"))).ToString(Formatting.None));
        Row("ctor ind",()=>new JArray(new JConstructor("Date",1,2),new JConstructor("X")).ToString());
        Row("prop tostring",()=>new JProperty("a",1).ToString());
        Row("prop none",()=>new JProperty("a b",1).ToString(Formatting.None));
        Row("prop arr",()=>new JProperty("a",1,2).ToString(Formatting.None));
        Row("prop list",()=>new JProperty("a",new[]{"x","y"}).ToString(Formatting.None));
        Row("prop char",()=>new JProperty("a",'c').ToString(Formatting.None));
        Row("prop null",()=>new JProperty(null,1));
        Row("jarray nested",()=>new JArray(new JArray(1,2),new[]{3,4}).ToString(Formatting.None));
        Row("jarray of jarray",()=>new JArray(new JArray(1,2)).ToString(Formatting.None));
        Row("jarray prop",()=>new JArray(new JProperty("a",1)));
        Row("jobject val",()=>new JObject(1));
        Row("jobject dup",()=>new JObject(new JProperty("a",1),new JProperty("a",2)));
        Row("jobject list",()=>new JObject(new List<JProperty>{new JProperty("a",1)}).ToString(Formatting.None));
        Row("add dup",()=>{var o=new JObject();o.Add("a",1);o.Add("a",2);return o;});
        Row("set null",()=>{var o=new JObject();o["a"]=null;return o.ToString(Formatting.None);});
        Row("set twice",()=>{var o=new JObject();o["a"]=1;o["b"]=2;o["a"]=3;return o.ToString(Formatting.None);});
        Row("clone on 2nd parent",()=>{var c=new JObject(new JProperty("x",1));var o=new JObject();o["a"]=c;o["b"]=c;c["x"]=2;return o.ToString(Formatting.None);});
        Row("arr idx",()=>new JArray(1,2)[5]);
        Row("arr idx neg",()=>new JArray(1,2)[-1]);
        Row("arr set",()=>{var a=new JArray(1,2);a[5]=3;return a;});
        Row("arr str",()=>((JToken)new JArray(1,2))["x"]);
        Row("arr null key",()=>((JToken)new JArray(1,2))[null]);
        Row("obj int",()=>((JToken)new JObject())[0]);
        Row("obj set int",()=>{((JToken)new JObject())[0]=1;return 1;});
        Row("obj null key",()=>new JObject()[(string)null]);
        Row("prop idx",()=>((JToken)new JProperty("a",new JObject(new JProperty("b",1))))["b"]);
        Row("remove missing",()=>new JObject().Remove("x"));
        Row("remove null",()=>new JObject().Remove((string)null));
        Row("tok remove root",()=>{new JObject().Remove();return 1;});
        Row("replace",()=>{var o=JObject.Parse("{\"a\":1}");o["a"].Replace(new JArray(1));return o.ToString(Formatting.None);});
        Row("addafter",()=>{var a=new JArray(1,3);a[0].AddAfterSelf(2);a[0].AddBeforeSelf(0);return a.ToString(Formatting.None);});
        Row("addafter none",()=>{new JObject().AddAfterSelf(2);return 1;});
        Row("insert",()=>{var a=new JArray(1,3);a.Insert(1,2);return a.ToString(Formatting.None);});
        Row("insert far",()=>{var a=new JArray(1,3);a.Insert(5,2);return a.ToString(Formatting.None);});
        Row("indexof",()=>new JArray(1,3).IndexOf(3));
        Row("contains",()=>new JArray(1,3).Contains(3));
        Row("first empty",()=>new JArray().First);
        Row("last",()=>new JArray(1,2).Last);
        Row("descendants",()=>string.Join(";",JObject.Parse("{\"a\":{\"b\":[1,2]}}").Descendants().Select(d=>d.Path+":"+d.Type)));
        Row("ancestors",()=>string.Join(";",JObject.Parse("{\"a\":{\"b\":[1,2]}}")["a"]["b"][0].Ancestors().Select(d=>d.Path+":"+d.Type)));
        Row("path",()=>JObject.Parse("{\"a b\":{\"c.d\":[1,{\"e'f\":5}]}}").SelectToken("['a b']['c.d'][1]").First.First.Path);
        Row("deepeq",()=>JToken.DeepEquals(JObject.Parse("{\"a\":1,\"b\":2}"),JObject.Parse("{\"b\":2,\"a\":1.0}")));
        Row("deepeq2",()=>JToken.DeepEquals(JObject.Parse("{\"a\":1,\"b\":2}"),JObject.Parse("{\"b\":2,\"a\":1}")));
        Row("deepeq null",()=>JToken.DeepEquals(null,null));
        Row("eq",()=>new JValue(1).Equals(new JValue(1L)));
        Row("eq int double",()=>new JValue(1).Equals(new JValue(1.0)));
        Row("eq str",()=>new JValue("a").Equals("a"));
        Row("cmp",()=>new JValue(1).CompareTo(new JValue(2)));
        Row("cmp str",()=>new JValue("b").CompareTo(new JValue("a")));
        Row("cmp null",()=>new JValue(1).CompareTo(null));
        Row("cmp int str",()=>new JValue(1).CompareTo(new JValue("x")));
        Row("getvalue",()=>JObject.Parse("{\"Ab\":1}").GetValue("ab",StringComparison.OrdinalIgnoreCase));
        Row("getvalue none",()=>JObject.Parse("{\"Ab\":1}").GetValue("ab"));
        Row("ext value",()=>JToken.Parse("5").Value<int>());
        Row("ext values",()=>string.Join(",",JArray.Parse("[1,2]").Values<int>()));
        Row("ext values str",()=>string.Join(",",JArray.Parse("[1,\"a\",null]").Values<string>()));
        Row("ext values key",()=>string.Join(",",JArray.Parse("[{\"a\":1},{\"a\":2},{\"b\":1}]").Values("a")));
        Row("ext values<int> key",()=>string.Join(",",JArray.Parse("[{\"a\":1},{\"a\":2}]").Values<int>("a")));
        Row("obj values",()=>string.Join(",",JObject.Parse("{\"a\":1,\"b\":2}").Values()));
        Row("obj propvalues",()=>string.Join(",",JObject.Parse("{\"a\":1,\"b\":2}").PropertyValues()));
        Row("children idx",()=>string.Join(",",JArray.Parse("[{\"a\":1},{\"a\":2}]").Children()["a"]));
        Row("children<T>",()=>JArray.Parse("[1,{\"a\":2}]").Children<JObject>().Count());
        Row("merge",()=>{var o=JObject.Parse("{\"a\":{\"x\":1},\"b\":[1],\"c\":1}");o.Merge(JObject.Parse("{\"a\":{\"y\":2},\"b\":[2],\"c\":null,\"d\":4}"));return o.ToString(Formatting.None);});
        Row("tostring null fmt",()=>new JValue(1.5).ToString("F2"));
        Row("jvalue date tostring",()=>JToken.Parse("\"2020-01-01T10:00:00Z\"").ToString());
        Row("jvalue date str",()=>(string)JToken.Parse("\"2020-01-01T10:00:00Z\""));
        Row("jvalue float",()=>JToken.Parse("1.0").ToString());
        Row("jvalue bytes",()=>new JValue(new byte[]{1}).ToString());
        Row("jvalue bytes str",()=>(string)new JValue(new byte[]{1}));
        Row("indented",()=>JToken.Parse("{\"a\":[],\"b\":{},\"c\":[1,[2]],\"d\":null}").ToString());
        Row("concat",()=>"x"+JToken.Parse("true")+JToken.Parse("null")+JToken.Parse("[1]"));
        Row("removeall",()=>{var a=new JArray(1,2);a.RemoveAll();return a.Count;});
        Row("clear",()=>{var a=new JArray(1,2);a.Clear();return a.Count;});
        Row("addfirst",()=>{var a=new JArray(1,2);a.AddFirst(0);return a.ToString(Formatting.None);});
        Row("removeat",()=>{var a=new JArray(1,2);a.RemoveAt(3);return a.ToString(Formatting.None);});
        Row("set value",()=>{var v=new JValue(1);v.Value="x";return v.Type;});
        Row("prop value null",()=>{var p=new JProperty("a",1);p.Value=null;return p.ToString();});
        File.WriteAllText(arguments[0], "[\n" + string.Join(",\n", rows) + "\n]\n");
    }
}
