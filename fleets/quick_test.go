package fleets

import ("testing";"path/filepath";"fmt")

func TestQuick(t *testing.T){
 fs,_:=filepath.Glob("testdata/sketches/*.yaml")
 fs=append(fs,"templates/minimal.yaml","templates/de-ioe.yaml")
 for _,f:=range fs{
  p,_,err:=Load(f,Options{})
  fmt.Println("=====",f)
  if err!=nil{ for _,d:=range err.(*Errors).List { fmt.Println(d.String()) }; continue}
  for _,w:=range p.Warnings{fmt.Println(w.Code,w.Text,w.Origin)}
  fmt.Println(len(p.Unknowns),"unknowns",len(p.Inputs),"inputs")
 }
}
