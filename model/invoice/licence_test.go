package invoice

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// TestFleetLicences: what a licence of the fleet counts is that of all its pools, by hand:
// 4 machines of 8 cores, 2 of 32 of which one is active, 3 more of 8 from month 6 on. The
// same licences in each pool cost the same, but for a discount by number.
func TestFleetLicences(t *testing.T) {
	p := scenario(2)
	small, big := &model.Hardware{Cores: q(8), Sockets: q(2)}, &model.Hardware{Cores: q(32), Sockets: q(4)}
	db := model.Pool{Name: "db", Site: -1, Count: 2, Hardware: big, Mode: model.ActiveStandby}
	fleet := func() model.Fleet {
		return model.Fleet{Name: "f", Site: -1, Pools: []model.Pool{web(4, small), db}}
	}
	all := []model.Licence{
		{Name: "core", Price: usd(100), Per: "core", Factor: q(0.5), Support: q(0.12)},
		{Name: "active", Price: usd(100), Per: "core", ActiveOnly: true},
		{Name: "socket", Price: usd(10), Per: "socket", Kind: model.Subscription},
		{Name: "server", Price: usd(5), Per: "server"},
	}
	u := idle
	u.Arrivals = func(i int) []model.Arrival {
		if i == 0 {
			return []model.Arrival{{At: 6 * 730, Count: 7}}
		}
		return nil
	}
	f := fleet()
	f.Licences = append(all, model.Licence{Name: "user", Price: usd(3), Per: "user", Users: q(50)}, model.Licence{Name: "whole", Price: usd(7), Per: "fleet"})
	got := lines(filled(p, &f, &u).Bill)
	for name, want := range map[string]float64{
		"fleet core":         100 * .5 * (4*8 + 2*32 + 3*8),
		"fleet core support": .12 * 100 * .5 * ((4*8+2*32)*2 + 3*8*1.5),
		"fleet active":       100 * (4*8 + 1*32 + 3*8),
		"fleet socket":       10 * ((4*2+2*4)*2 + 3*2*1.5),
		"fleet server":       5 * (4 + 2 + 3),
		"fleet user":         150, "fleet whole": 7,
	} {
		near(t, name, got[name], want, 1e-7)
	}

	each := fleet()
	each.Pools[0].Licences, each.Pools[1].Licences = all, all
	apart := lines(filled(p, &each, &u).Bill)
	for _, name := range []string{"core", "core support", "active", "socket", "server"} {
		near(t, name+" by pool", apart["web "+name]+apart["db "+name], got["fleet "+name], 1e-7)
	}

	volume := usd(100)
	volume.Volume = []model.VolumeDiscount{{From: 90, Discount: q(0.1)}}
	f.Licences = []model.Licence{{Name: "core", Price: volume, Per: "core"}}
	near(t, "96 cores at once, 24 later", lines(filled(p, &f, &u).Bill)["fleet core"], 96*90+24*100, 1e-9)
}
